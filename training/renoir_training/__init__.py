"""Trains Renoir's starter pack: renders scenes, trains a small latent consistency model on them, exports it to ONNX."""
