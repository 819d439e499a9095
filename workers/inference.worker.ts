/** The thread in which everything is computed: an `Engine` behind comlink. */
import { expose } from 'comlink';
import { createEngine } from './inference/create-engine.ts';
import { createFetchPackReader } from './inference/fetch-pack-reader.ts';
import { openDevice } from './inference/open-device.ts';

expose(createEngine({ openDevice, createReader: createFetchPackReader }));
