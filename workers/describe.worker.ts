/** The thread that puts photos into words: a `Describer` behind comlink. The library and its model are loaded on the first call. */
import { expose } from 'comlink';
import { createDescriber } from './describe/create-describer.ts';

expose(createDescriber());
