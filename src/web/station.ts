/** What every screen is given: the stores, the clock and the ways to the rest of the program. A factory takes one. */
import type { HttpBindings } from '@hono/node-server';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Config } from '../config.ts';
import type { ApiToken, Session } from '../core/account.ts';
import type { User } from '../core/model.ts';
import type { EpochMs } from '../core/time.ts';
import type { Examiner } from '../engine/evidence.ts';
import type { Exporter } from '../engine/exporter.ts';
import type { Line, ToPlayout, ToWeb } from '../engine/line.ts';
import type { Outbox } from '../engine/outbox.ts';
import type { Planner } from '../engine/planner.ts';
import type { Press } from '../engine/press.ts';
import type { Ingest } from '../ingest/ingest.ts';
import type { MediaFolder } from '../storage/files.ts';
import type { Remark } from './acts.ts';
import type { AskedUpgrade } from './microphone-door.ts';
import type { Stores } from './stores.ts';

export type Station = {
  readonly config: Config;
  readonly clock: () => EpochMs;
  readonly stores: Stores;
  /** Where sound lies on disk. */
  readonly media: MediaFolder;
  /** Told of a new recording, it takes it to ready or failed. */
  readonly ingest: Pick<Ingest, 'nudge' | 'hurry'>;
  /** Brings the playlist up to date after a change of what should sound. */
  readonly planner: Pick<Planner, 'rebuild'>;
  /** Holds the aircheck of an airing against what was approved. */
  readonly examiner: Pick<Examiner, 'ask'>;
  /** Makes files of the airing log. */
  readonly exporter: Exporter;
  /** Makes files of letters and books. */
  readonly press: Press;
  /** What people are told by mail and webhook (engine/notify.ts). */
  readonly outbox: Pick<Outbox, 'nudge' | 'tryMail' | 'tryWebhook'>;
  /** The local line to the playout. */
  readonly line: Pick<Line<ToPlayout, ToWeb>, 'send' | 'onMessage'>;
  /** Tells the playout that something it reads has changed. Never waits; losing one costs only a moment. */
  readonly nudge: () => void;
  /** Aborted when the web lets go: whoever streams (events, exports) ends then. */
  readonly closing: AbortSignal;
};

export type Env = {
  Bindings: Partial<HttpBindings> & { upgrade?: AskedUpgrade };
  Variables: {
    /** Who asks; `undefined` on public routes for somebody not signed in. */
    user: User | undefined;
    /** SHA-256 of the session's token, when it is a session that signed them in. */
    session: string | undefined;
    /** Of the one page whose waveform writes a style sheet (app.ts, headers). */
    secureHeadersNonce?: string;
    /** The API token that says who asks, when it is one. */
    token: ApiToken | undefined;
    /** A session whose password was right and which still owes the second factor: it is nobody. */
    pending: Session | undefined;
    /** One of their roles asks for a second factor they do not have: they may do nothing but set it up. */
    owesFactor: boolean;
    /** Browsers reach the station by https: cookies are for it alone. */
    isHttps: boolean;
    /** What the audit log is to say of this request besides its status (acts.ts). */
    remark: Remark | undefined;
  };
};

declare module 'hono' {
  /** `c.render(View(props), { title })` puts a view into the station's frame (views/layout.tsx). */
  interface ContextRenderer {
    // biome-ignore lint/style/useShorthandFunctionType: a declaration merges only as an interface
    (
      content: Child,
      frame: { title: string; status?: ContentfulStatusCode; script?: string },
    ): Response | Promise<Response>;
  }
}
