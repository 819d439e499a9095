import { compileLargeUnet } from './compile-large-unet.ts';

postMessage(compileLargeUnet());
