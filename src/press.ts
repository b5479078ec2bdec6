/** Makes one file and ends: the thread behind engine/press.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { type PressAsk, press } from './engine/press.ts';

parentPort!.postMessage(await press(workerData as PressAsk));
