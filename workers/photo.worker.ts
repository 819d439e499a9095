/** The thread that decodes, blends and encodes photos: a `PhotoWork` behind comlink. The page stays free, and so does the engine. */
import { announceLife } from './announce-life.ts';
import { expose } from 'comlink';
import { createPhotoWork } from './photo/create-photo-work.ts';

announceLife();
expose(createPhotoWork());
