import { compileLargeUnet } from './compile-large-unet.ts';

console.log(JSON.stringify(compileLargeUnet()));
