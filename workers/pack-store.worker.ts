/** The thread that keeps model packs: fetches, verifies and deletes them. */
import { expose } from 'comlink';
import { createFetchTransport } from '../src/packs/hub/fetch-transport.ts';
import { announceLife } from './announce-life.ts';
import { createPackStore } from './pack-store/create-pack-store.ts';
import { startTimer } from './pack-store/start-timer.ts';

announceLife();
expose(createPackStore(createFetchTransport((url, init) => fetch(url, init), startTimer)));
