"""The chapter on backpropagation: one example on its way through a perceptron and back, and how it is shown."""
