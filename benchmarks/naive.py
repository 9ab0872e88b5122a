"""The course's own code as a student writes it, with nothing made faster: what benchmarks/engine.py measures against.

Frozen: it stays as it is, so that figures of different days compare. One example at a time, a column vector each;
nothing checked, nothing guarded.
"""

import numpy as np


class Sigmoid:
    def __call__(self, z):
        return 1 / (1 + np.exp(-z))

    def derivative(self, z):
        return self(z) * (1 - self(z))


class Tanh:
    def __call__(self, z):
        return np.tanh(z)

    def derivative(self, z):
        return 1 - np.tanh(z) ** 2


class Layer:
    def __init__(self, n_inputs, n_neurons, activation):
        self.weights = np.random.uniform(-1, 1, (n_neurons, n_inputs))
        self.biases = np.random.uniform(-1, 1, (n_neurons, 1))
        self.activation = activation

    def forward(self, inputs):
        self.inputs = inputs
        self.outputs = np.dot(self.weights, inputs) + self.biases
        return self.activation(self.outputs)

    def backward(self, da, learning_rate):
        dz = da * self.activation.derivative(self.outputs)
        dW = np.dot(dz, self.inputs.T)
        db = dz
        da_prev = np.dot(self.weights.T, dz)
        self.weights -= learning_rate * dW
        self.biases -= learning_rate * db
        return da_prev


class Perceptron:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, inputs):
        for layer in self.layers:
            inputs = layer.forward(inputs)
        return inputs

    def train_epoch(self, training_data, labels, learning_rate):
        """Train on every row of (n, n_inputs) once, in a new order, labels (n, 1); return the mean loss."""
        loss = 0
        for i in np.random.permutation(len(training_data)):
            x = training_data[i].reshape(-1, 1)
            y = labels[i].reshape(-1, 1)
            y_hat = self.forward(x)
            loss += -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)).item()
            da = -(y / y_hat) + (1 - y) / (1 - y_hat)
            for layer in reversed(self.layers):
                da = layer.backward(da, learning_rate)
        return loss / len(training_data)


def build(sizes):
    """Return a perceptron of (2, 4, 2, 1) neurons, say: tanh in the hidden layers, the sigmoid in the last."""
    activations = [Tanh()] * (len(sizes) - 2) + [Sigmoid()]
    return Perceptron([Layer(*about) for about in zip(sizes, sizes[1:], activations, strict=False)])
