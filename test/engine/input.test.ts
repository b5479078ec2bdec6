import { spawn } from 'node:child_process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { durationMs, epochMs, RATE } from '../../src/core/time.ts';
import { listInputs, openInput } from '../../src/engine/input.ts';
import { captureArgs } from '../../src/engine/realtime.ts';
import { running } from '../support/processes.ts';
import { startPulse } from '../support/pulse.ts';
import { aLive, openStudio } from '../support/studio.ts';
import { until } from '../support/wait.ts';

/** A sound card as ffmpeg has one everywhere: a tone, no faster than it sounds. */
const card = (hertz: number) => `lavfi:sine=frequency=${hertz}:sample_rate=44100,volume=6,arealtime`;

test('a device is read as the system that it belongs to has it', () => {
  expect(captureArgs('alsa:plughw:1,0').join(' ')).toContain(
    '-f alsa -thread_queue_size 64 -i plughw:1,0 -f f32le -ar 48000 -ac 1',
  );
  expect(captureArgs('pulse:').join(' ')).toContain('-f pulse -fragment_size 3840 -thread_queue_size 64 -i default');
});

test('the usual devices are offered on every machine', () => {
  expect(listInputs().map(({ device }) => device)).toEqual(expect.arrayContaining(['alsa:default', 'pulse:']));
});

test.each(['pulse:loa.monitor', 'alsa:pulse'])('%s is heard from a real sound server', async (device) => {
  await startPulse();
  process.env.PULSE_SOURCE = 'loa.monitor';
  onTestFinished(() => void delete process.env.PULSE_SOURCE);
  const sine = ['-re', '-f', 'lavfi', '-i', 'sine=frequency=480:sample_rate=48000,volume=6'];
  const player = spawn('ffmpeg', ['-loglevel', 'error', ...sine, '-f', 'pulse', '-device', 'loa', 'dai-xa'], {
    stdio: 'ignore',
  });
  onTestFinished(() => void player.kill());
  let last = 0;
  let [crossings, loud, gone] = [0, 0, ''];
  const source = openInput('ffmpeg', device, {
    onSound: (pcm) => {
      for (const sample of pcm) {
        if (Math.abs(sample) > 0.1) loud += 1;
        if (last < 0 && sample >= 0) crossings += 1;
        last = sample;
      }
    },
    onFinish: () => {},
    onGone: (said) => {
      gone ||= said || 'gone';
    },
  });
  onTestFinished(() => source.close());
  await until('two seconds of the tone', () => {
    expect(gone).toBe('');
    return loud > 1.5 * RATE;
  });
  // A tone of 480 Hz with an amplitude of 0.75 is above 0.1 for 92 % of the time.
  expect(crossings / (loud / 0.92 / RATE)).toBeGreaterThan(450);
  expect(crossings / (loud / 0.92 / RATE)).toBeLessThan(510);
});

test('gives one channel at 48 kHz, and says why when it cannot', async () => {
  const samples: number[] = [];
  const gone: string[] = [];
  const listener = { onSound: (pcm: Float32Array) => void samples.push(...pcm), onFinish: () => {}, onGone: () => {} };
  const source = openInput('ffmpeg', card(480), listener);
  onTestFinished(() => source.close());
  await until('half a second of sound', () => samples.length > RATE / 2);
  const crossings = samples
    .slice(0, RATE / 2)
    .filter((sample, i) => i > 0 && samples[i - 1]! < 0 && sample >= 0).length;
  expect(Math.abs(crossings - 240)).toBeLessThanOrEqual(2);
  openInput('ffmpeg', 'alsa:no-such-card', { ...listener, onGone: (said) => void gone.push(said) });
  await until('the end of it', () => gone.length > 0);
  expect(gone[0]).toContain('no-such-card');
});

describe('a live from the sound card', () => {
  test('is listened to before the air, goes on it, and ends when the card is gone', async () => {
    const studio = openStudio();
    const live = aLive({ source: 'input', device: card(523), dropMs: durationMs(1000) });
    studio.studio.listenIn(live);
    await until('sound from the card', () => {
      studio.until(studio.stream.msAt(studio.stream.written) + 100);
      return studio.stateOf()?.state === 'ready' && studio.stateOf()!.peak > -20;
    });
    expect(studio.pcm().every((sample) => sample === 0)).toBe(true);
    studio.say({ lives: [{ ...live, calledAt: epochMs(1) }] });
    await until('the air', () => {
      studio.until(studio.stream.msAt(studio.stream.written) + 60);
      return studio.pcm().some((sample) => Math.abs(sample) > 0.2);
    });
    const [ffmpeg] = running('sine=frequency=523');
    process.kill(ffmpeg!, 'SIGKILL');
    await until('its end', () => {
      studio.until(studio.stream.msAt(studio.stream.written) + 60);
      return studio.notes.some(
        (note) => note.note === 'live' && note.told === 'ended' && note.ending === 'input-failed',
      );
    });
    expect(studio.notes.at(-2)).toMatchObject({ note: 'ended', outcome: 'failed', reason: 'input-failed' });
  });

  test('that its person does not send to the air is let go of, with its process', async () => {
    const studio = openStudio();
    studio.studio.listenIn(aLive({ source: 'input', device: card(587) }));
    await until('the program that listens', () => running('sine=frequency=587').length === 1);
    studio.until(121_000);
    await until('its end', () => running('sine=frequency=587').length === 0);
  });
});
