"""A multi-layer perceptron in plain NumPy: readable, checked, and the same bits every time."""

from nn_core.activations import ACTIVATIONS, Linear, ReLU, Sigmoid, Tanh, linear, relu, sigmoid, tanh
from nn_core.datasets import DATASETS
from nn_core.description import Description
from nn_core.layer import Layer
from nn_core.losses import BinaryCrossEntropy, binary_cross_entropy
from nn_core.perceptron import Perceptron
from nn_core.run import Record, Run

__all__ = [
    "ACTIVATIONS", "DATASETS", "BinaryCrossEntropy", "Description", "Layer", "Linear", "Perceptron", "ReLU", "Record",
    "Run", "Sigmoid", "Tanh", "binary_cross_entropy", "linear", "relu", "sigmoid", "tanh",
]  # fmt: skip
