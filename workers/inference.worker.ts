/** The thread in which everything is computed: an `Engine` behind comlink. */
import { expose } from 'comlink';
import { createEngine } from './inference/create-engine.ts';
import { openDevice } from './inference/open-device.ts';
import { openPackReader } from './inference/open-pack-reader.ts';

expose(createEngine({ openDevice, openReader: openPackReader }));
