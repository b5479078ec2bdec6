/**
 * The local line: what the web and the playout say to each other through the supervisor, and the listener's socket
 * that the web hands over. Losing a message costs a moment, never the air: everything that matters is in the database.
 */
import type { Socket } from 'node:net';
import type { Drift } from './card.ts';
import type { SinkState } from './sink.ts';

/** To the playout. */
export type ToPlayout =
  /** Something the air reads has changed: entries, commands, outputs, settings. */
  | { readonly say: 'nudge' }
  /** How many pages show the meter; none: it is not sent. */
  | { readonly say: 'watch'; readonly pages: number }
  /** The socket comes with it; the request has been read. */
  | { readonly say: 'listener'; readonly outputId: number; readonly icy: boolean; readonly headOnly: boolean };

/** To the web. */
export type ToWeb =
  /** From the supervisor: the playout was started, or is gone. */
  | { readonly say: 'playout'; readonly running: boolean }
  /** The playlist, the log or a command's answer may have changed: pages that show the air are stale. */
  | { readonly say: 'changed' }
  /** Of one zone's own bus, dBFS over the last moment. */
  | { readonly say: 'level'; readonly zoneId: string; readonly peak: number; readonly rms: number }
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
