"""A multi-layer perceptron in plain NumPy: readable, checked, and the same bits every time.

Where Numba is installed, `nn_core.kernel` trains the same perceptron faster.
"""

from nn_core.activations import (
    ACTIVATIONS,
    ELU,
    LeakyReLU,
    Linear,
    ReLU,
    Sigmoid,
    SiLU,
    Softplus,
    Tanh,
    elu,
    leaky_relu,
    linear,
    relu,
    sigmoid,
    silu,
    softplus,
    tanh,
)
from nn_core.datasets import DATASETS
from nn_core.description import Description
from nn_core.features import FEATURES
from nn_core.initialisers import INITIALISERS
from nn_core.layer import Layer
from nn_core.losses import BinaryCrossEntropy, MeanSquaredError, binary_cross_entropy, mean_squared_error
from nn_core.optimisers import OPTIMISERS
from nn_core.orders import ORDERS
from nn_core.penalties import PENALTIES
from nn_core.perceptron import Perceptron
from nn_core.run import Record, Run
from nn_core.schedules import SCHEDULES
from nn_core.tasks import TASKS
from nn_core.training import Training

__all__ = [
    "ACTIVATIONS", "DATASETS", "ELU", "FEATURES", "INITIALISERS", "OPTIMISERS", "ORDERS", "PENALTIES", "SCHEDULES",
    "TASKS", "BinaryCrossEntropy", "Description", "Layer", "LeakyReLU", "Linear", "MeanSquaredError", "Perceptron",
    "ReLU", "Record", "Run", "SiLU", "Sigmoid", "Softplus", "Tanh", "Training", "binary_cross_entropy", "elu",
    "leaky_relu", "linear", "mean_squared_error", "relu", "sigmoid", "silu", "softplus", "tanh",
]  # fmt: skip
