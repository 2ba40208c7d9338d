import { createOffscreenHost } from '../engine/offscreen-host.ts';
import { startBackground } from './start.ts';

startBackground(createOffscreenHost());
