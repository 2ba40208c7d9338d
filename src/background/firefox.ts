import { createWorkerHost, startEngineWorker } from '../engine/worker-host.ts';
import { startBackground } from './start.ts';

startBackground(createWorkerHost(startEngineWorker));
