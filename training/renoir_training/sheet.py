"""Contact sheets: pictures side by side in one PNG."""

from pathlib import Path

import torch
from PIL import Image
from torch import Tensor


def save_sheet(images: Tensor, columns: int, path: Path, scale: int = 1) -> None:
    """Writes uint8 images (count x height x width x 3) as a grid."""
    count, height, width, _ = images.shape
    rows = -(-count // columns)
    padded = torch.full((rows * columns, height, width, 3), 255, dtype=torch.uint8)
    padded[:count] = images
    grid = padded.view(rows, columns, height, width, 3).permute(0, 2, 1, 3, 4)
    sheet = Image.fromarray(grid.reshape(rows * height, columns * width, 3).numpy())
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.resize((sheet.width * scale, sheet.height * scale), Image.Resampling.NEAREST).save(path)
