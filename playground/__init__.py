"""What stands between the perceptron and the browser: settings, controls, texts and the live stage's Python side."""
