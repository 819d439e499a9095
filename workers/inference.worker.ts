/** The thread in which everything is computed: an `Engine` behind comlink. */
import { announceLife } from './announce-life.ts';
import { expose } from 'comlink';
import { createEngine } from './inference/create-engine.ts';
import { openDevice } from './inference/open-device.ts';
import { openPackReader } from './inference/open-pack-reader.ts';

announceLife();
expose(createEngine({ openDevice, openReader: openPackReader }));
