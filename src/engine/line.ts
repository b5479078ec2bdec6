/**
 * The local line: what the web and the playout say to each other through the supervisor, and the listener's socket
 * that the web hands over. Losing a message costs a moment, never the air: everything that matters is in the database.
 */
import type { Socket } from 'node:net';
import type { EmergencyOrder } from '../core/emergency.ts';
import type { LiveByPerson, LiveNow } from '../core/live.ts';
import type { RelayNow } from '../core/relay.ts';
import type { Drift } from './card.ts';
import type { Level } from './meter.ts';
import type { Upgrade } from './microphone.ts';
import type { SinkState } from './sink.ts';

/** What a playout is started with that is to wait until it is needed. */
export const SPARE = '--spare';

/** To the playout. */
export type ToPlayout =
  /** Something the air reads has changed: entries, commands, outputs, settings. */
  | { readonly say: 'nudge' }
  /** How many pages show the meter; none: it is not sent. */
  | { readonly say: 'watch'; readonly pages: number }
  /** To a spare: it is on the air from now on. */
  | { readonly say: 'go'; readonly because: string }
  /** From the watchdog (watchdog.ts). */
  | { readonly say: 'replace'; readonly outputId: number; readonly because: string }
  /** A browser's socket comes with it, and is to become a WebSocket. */
  | { readonly say: 'microphone'; readonly live: LiveByPerson; readonly upgrade: Upgrade }
  /** Whoever is to speak into the sound card wants to see that there is sound. */
  | { readonly say: 'listen-in'; readonly live: LiveByPerson }
  /** To sound at once; its row may come later. */
  | { readonly say: 'emergency'; readonly order: EmergencyOrder }
  | { readonly say: 'stop-emergency'; readonly key: string; readonly by: string }
  /** The socket comes with it; the request has been read. */
  | { readonly say: 'listener'; readonly outputId: number; readonly icy: boolean; readonly headOnly: boolean };

/** To the ingest, from the web. */
export type ToIngest = /** A recording is to be checked. */ { readonly say: 'check' };

export const isForIngest = (message: unknown): message is ToIngest =>
  typeof message === 'object' && message !== null && 'say' in message && message.say === 'check';

/** To the web. */
export type ToWeb =
  /** From the supervisor: the playout was started, or is gone. */
  | { readonly say: 'playout'; readonly running: boolean }
  /** From the ingest: a recording is ready, or has failed. */
  | { readonly say: 'checked' }
  /** The playlist, the log or a command's answer may have changed: pages that show the air are stale. */
  | { readonly say: 'changed' }
  /** Of every zone's own bus that is not silent, or has just fallen silent. */
  | { readonly say: 'levels'; readonly levels: readonly Level[] }
  /** Everybody who talks or is about to, a few times a second while there is anybody. */
  | { readonly say: 'lives'; readonly lives: readonly LiveNow[] }
  /** Whole each time one of them changes. */
  | { readonly say: 'relays'; readonly relays: readonly RelayNow[] }
  | { readonly say: 'outputs'; readonly outputs: readonly OutputHealth[] };

export type OutputHealth = SinkState & {
  readonly outputId: number;
  readonly listeners: number;
  /** Of a sound card that has been measured. */
  readonly drift?: Drift;
};

/** One end of the line: the channel a sibling process was started with. */
export type Line<Out, In> = {
  send(message: Out, socket?: Socket): void;
  onMessage(listener: (message: In, socket: Socket | undefined) => void): void;
  /** The supervisor is gone. */
  onClosed(listener: () => void): void;
};

export function openLine<Out, In>(): Line<Out, In> {
  return {
    send: (message, socket) => {
      if (process.connected) process.send?.(message, socket, {}, () => {});
    },
    onMessage: (listener) =>
      void process.on('message', (message, socket) => listener(message as In, socket as Socket | undefined)),
    onClosed: (listener) => void process.once('disconnect', listener),
  };
}
