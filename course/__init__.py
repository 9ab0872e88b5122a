"""The course: what its pages are made of, from the steps of backpropagation to the questions of the quiz."""
