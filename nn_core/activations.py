"""Activation functions: how a neuron turns its pre-activation z into its output a = f(z)."""

from functools import wraps

import numpy as np

from nn_core.arrays import Checked, floats

# The sigmoid stays strictly between 0 and 1, so that log(ŷ), log(1 − ŷ) and a division by ŷ(1 − ŷ) stay finite.
SMALLEST = np.finfo(float).tiny  # 2.2e-308
LARGEST = 1.0 - 2.0**-53
EXP_LIMIT = 709.0  # exp(710) overflows a float64
LEAK = 0.01  # slope of the leaky ReLU below 0


class Activation(Checked):
    """A function f, called as `f(z)`, and its derivative f′, `f.derivative(z)`: element by element, for any shape.

    Numbers of any kind are computed in float64.
    """

    ARGUMENTS = ("z",)

    name: str

    @staticmethod
    def guarded(formula):
        """Return a method that converts z to float64 and evaluates the formula; cheap, since every update runs it."""

        @wraps(formula)
        def checked(self, z):
            return formula(self, floats("z", z))

        return checked

    def __repr__(self):
        return f"{type(self).__name__}()"


class ReLU(Activation):
    """f(z) = max(0, z). Its derivative is 1 above 0 and 0 below; at 0 itself we take 0."""

    name = "relu"

    def __call__(self, z):
        return np.maximum(z, 0.0)

    def derivative(self, z):
        return np.where(z > 0.0, 1.0, 0.0)


class Sigmoid(Activation):
    """f(z) = 1 / (1 + e⁻ᶻ), kept within [2.2e-308, 1 − 2⁻⁵³]; f′(z) = f(z)(1 − f(z))."""

    name = "sigmoid"

    def __call__(self, z):
        a = 1.0 / (1.0 + np.exp(np.minimum(-z, EXP_LIMIT)))
        return np.minimum(np.maximum(a, SMALLEST), LARGEST)

    def derivative(self, z):
        a = self(z)
        return a * (1.0 - a)


class Tanh(Activation):
    """f(z) = tanh(z), between −1 and 1; f′(z) = 1 − tanh²(z)."""

    name = "tanh"

    def __call__(self, z):
        return np.tanh(z)

    def derivative(self, z):
        a = np.tanh(z)
        return 1.0 - a * a


class LeakyReLU(Activation):
    """f(z) = z above 0, 0.01·z below: a ReLU that cannot die (Maas et al., 2013). At 0 the derivative is 0.01."""

    name = "leaky_relu"

    def __call__(self, z):
        return np.where(z > 0.0, z, LEAK * z)

    def derivative(self, z):
        return np.where(z > 0.0, 1.0, LEAK)


class ELU(Activation):
    """f(z) = z above 0, eᶻ − 1 below (Clevert et al., 2016); f′(z) = 1 above 0, eᶻ below."""

    name = "elu"

    def __call__(self, z):
        return np.where(z > 0.0, z, np.expm1(np.minimum(z, 0.0)))

    def derivative(self, z):
        return np.exp(np.minimum(z, 0.0))


class SiLU(Activation):
    """f(z) = z·σ(z) with the sigmoid σ, also called swish (Elfwing et al., 2018); f′(z) = σ(z)(1 + z(1 − σ(z)))."""

    name = "silu"

    def __call__(self, z):
        return z * sigmoid(z)

    def derivative(self, z):
        s = sigmoid(z)
        # z(1 − σ(z)) tends to 0, but 1 − σ(z) stays 1.1e-16 here, so that a huge z must not be multiplied by it.
        return s * (1.0 + np.minimum(z, EXP_LIMIT) * (1.0 - s))


class Softplus(Activation):
    """f(z) = log(1 + eᶻ): a smooth ReLU (Dugas et al., 2001); f′(z) = σ(z), the sigmoid."""

    name = "softplus"

    def __call__(self, z):
        # max(z, 0) + log(1 + e^−|z|) is the same number, and e^−|z| cannot overflow.
        return np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z)))

    def derivative(self, z):
        return sigmoid(z)


class Linear(Activation):
    """f(z) = z: the neuron only adds up. f′(z) = 1."""

    name = "linear"

    def __call__(self, z):
        return z.copy()

    def derivative(self, z):
        return np.ones_like(z)


relu = ReLU()
sigmoid = Sigmoid()
tanh = Tanh()
leaky_relu = LeakyReLU()
elu = ELU()
silu = SiLU()
softplus = Softplus()
linear = Linear()

ACTIVATIONS = {
    activation.name: activation for activation in (tanh, relu, sigmoid, leaky_relu, elu, silu, softplus, linear)
}
