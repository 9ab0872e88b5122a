"""The course: what its pages are made of, from the steps of back-propagation to the questions of the quiz."""
