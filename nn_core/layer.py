"""A layer of neurons: weights, biases and an activation, with the forward and the backward pass through them."""

from nn_core import arrays, checks

LARGEST_LIMIT = 1e6  # of initial weights: with any larger nothing could be learned


class Layer:
    """`n_neurons` neurons that each read the same `n_inputs` values.

    A column is an example: `forward` takes (n_inputs, m) and returns (n_neurons, m) for m examples at once.

    Attributes
    ----------
    weights : (n_neurons, n_inputs), one row per neuron.
    biases : (n_neurons, 1).
    activation : the function f, with `f(z)` and `f.derivative(z)`.
    inputs : what the last `forward` was given: a of the layer before.
    outputs : z = W·a + b of the last `forward`: the *pre-activation*, to which f is not yet applied.
    """

    def __init__(self, n_inputs, n_neurons, activation_function, *, rng=None, low=-1, high=1):
        """Draw weights, then biases, from uniform(low, high) with `rng`, by default a fresh generator.

        `rng` is a seed or a generator: whatever `numpy.random.default_rng` takes. Raises ValueError for sizes below 1,
        an activation without derivative, or limits that are no range.
        """
        n_inputs, n_neurons = checks.layer_sizes(n_inputs, n_neurons)
        checks.differentiable("activation_function", activation_function, ("z",), "relu")
        low = checks.real("low", low, -LARGEST_LIMIT, LARGEST_LIMIT)
        high = checks.real("high", high, low, LARGEST_LIMIT)
        rng = checks.generator(rng)
        self.activation = activation_function
        self.weights = rng.uniform(low, high, (n_neurons, n_inputs))
        self.biases = rng.uniform(low, high, (n_neurons, 1))
        self.inputs = None
        self.outputs = None

    def forward(self, inputs):
        """Return a = f(W·inputs + b), shape (n_neurons, m), for inputs of shape (n_inputs, m)."""
        inputs = arrays.columns("inputs", inputs, self.weights.shape[1])
        self.inputs = inputs
        self.outputs = self.weights @ inputs + self.biases
        return self.activation(self.outputs)

    def gradients(self, da):
        """Return (d_weights, d_biases, da_prev) at the examples of the last `forward`; change nothing.

        `da` is ∂L/∂a, shape (n_neurons, m). By the chain rule, with ⊙ element by element:

            dz      = da ⊙ f′(z)
            dW      = dz · inputsᵀ      (mean over the m examples)
            db      = dz                (mean over the m examples)
            da_prev = Wᵀ · dz           shape (n_inputs, m): ∂L/∂a of the layer before
        """
        if self.outputs is None:
            raise ValueError("Call forward before gradients: there is no pre-activation z yet.")
        da = arrays.of_shape("da", da, self.outputs.shape, "the last outputs")
        n_examples = self.outputs.shape[1]
        dz = da * self.activation.derivative(self.outputs)
        d_weights = dz @ self.inputs.T / n_examples
        d_biases = dz.sum(axis=1, keepdims=True) / n_examples
        da_prev = self.weights.T @ dz
        return d_weights, d_biases, da_prev

    def backward(self, da, learning_rate):
        """Take one step against the gradients, W ← W − α·dW and b ← b − α·db, and return da_prev.

        da_prev was made with the weights from before the step.
        """
        learning_rate = checks.real("learning_rate", learning_rate, 0)
        d_weights, d_biases, da_prev = self.gradients(da)
        self.weights = self.weights - learning_rate * d_weights
        self.biases = self.biases - learning_rate * d_biases
        return da_prev

    def __repr__(self):
        n_neurons, n_inputs = self.weights.shape
        return f"Layer({n_inputs}, {n_neurons}, {self.activation!r})"
