"""The hands: what touches the outside world on behalf of the brain, behind the protocols of `brain/ports/`."""
