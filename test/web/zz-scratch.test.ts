import { test } from 'vitest';
import { benchPlaylist } from '../bench/playlist.ts';
test('b', { timeout: 300_000 }, async () => { console.log(JSON.stringify(await benchPlaylist())); });
