/** The thread that puts photos into words: a `Describer` behind comlink. The library and its model are loaded on the first call. */
import { announceLife } from './announce-life.ts';
import { expose } from 'comlink';
import { createDescriber } from './describe/create-describer.ts';

announceLife();
expose(createDescriber());
