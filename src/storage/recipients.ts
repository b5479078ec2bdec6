/** Where mails and calls go: the mail server, people's addresses with what they want, webhooks; and what was told last. */
import type { Told } from '../core/missing.ts';
import type { Missing, Role } from '../core/model.ts';
import type { IncidentsTold, NotificationKind, Quiet, Wishes } from '../core/notification.ts';
import type { DurationMs, EpochMs } from '../core/time.ts';
import type { Db } from './database.ts';

export const MAIL_SECURITY = ['starttls', 'tls', 'none'] as const;
export type MailServer = {
  readonly host: string;
  readonly port: number;
  /** starttls: plain at first, then nothing is said before it is secret; tls: from the first byte; none: never. */
  readonly security: (typeof MAIL_SECURITY)[number];
  readonly username: string;
  readonly password: string;
  readonly sender: string;
  readonly quiet: Quiet | undefined;
};
export type Webhook = {
  readonly id: number;
  readonly name: string;
  readonly url: string;
  readonly secret: string;
  readonly kinds: readonly NotificationKind[];
  readonly enabled: boolean;
};

type ServerRow = Omit<MailServer, 'quiet'> & { readonly quietFrom: string; readonly quietUntil: string };
type HookRow = Omit<Webhook, 'kinds' | 'enabled'> & { readonly kinds: string; readonly enabled: 0 | 1 };
type WishRow = { readonly userId: number; readonly email: string; readonly kinds: string };

const kindsOf = (text: string): NotificationKind[] => JSON.parse(text) as NotificationKind[];
const decode = (row: HookRow): Webhook => ({ ...row, kinds: kindsOf(row.kinds), enabled: row.enabled === 1 });
const encode = <T extends Omit<Webhook, 'id'>>(hook: T) => ({
  ...hook,
  kinds: JSON.stringify(hook.kinds),
  enabled: hook.enabled ? (1 as const) : (0 as const),
});
const HOOK = 'id, name, url, secret, kinds, enabled';

export class Recipients {
  readonly #db;
  readonly #server;
  readonly #putServer;
  readonly #dropServer;
  readonly #wishes;
  readonly #putWishes;
  readonly #dropWishes;
  readonly #hooks;
  readonly #addHook;
  readonly #changeHook;
  readonly #archiveHook;
  readonly #missing;
  readonly #incidents;

  constructor(db: Db) {
    this.#db = db;
    this.#server = db.prepare<[], ServerRow>(
      `SELECT host, port, security, username, password, sender, quiet_from AS quietFrom, quiet_until AS quietUntil
       FROM mail_server`,
    );
    this.#putServer = db.prepare<ServerRow>(
      `INSERT INTO mail_server (id, host, port, security, username, password, sender, quiet_from, quiet_until)
       VALUES (1, @host, @port, @security, @username, @password, @sender, @quietFrom, @quietUntil)
       ON CONFLICT (id) DO UPDATE SET host = @host, port = @port, security = @security, username = @username,
         password = @password, sender = @sender, quiet_from = @quietFrom, quiet_until = @quietUntil`,
    );
    this.#dropServer = db.prepare('DELETE FROM mail_server');
    this.#wishes = db.prepare<[], WishRow>('SELECT user_id AS userId, email, kinds FROM mail_wishes');
    this.#putWishes = db.prepare<WishRow>(
      `INSERT INTO mail_wishes VALUES (@userId, @email, @kinds)
       ON CONFLICT (user_id) DO UPDATE SET email = @email, kinds = @kinds`,
    );
    this.#dropWishes = db.prepare<{ userId: number }>('DELETE FROM mail_wishes WHERE user_id = @userId');
    this.#hooks = db.prepare<[], HookRow>(`SELECT ${HOOK} FROM webhooks WHERE archived_at IS NULL ORDER BY id`);
    this.#addHook = db.prepare<Omit<HookRow, 'id'>, HookRow>(
      `INSERT INTO webhooks (name, url, secret, kinds, enabled) VALUES (@name, @url, @secret, @kinds, @enabled)
       RETURNING ${HOOK}`,
    );
    this.#changeHook = db.prepare<HookRow>(
      `UPDATE webhooks SET name = @name, url = @url, secret = @secret, kinds = @kinds, enabled = @enabled
       WHERE id = @id`,
    );
    this.#archiveHook = db.prepare<{ id: number; at: EpochMs }>(
      'UPDATE webhooks SET archived_at = @at WHERE id = @id AND archived_at IS NULL',
    );
    type MissingRow = Omit<Told, 'missing' | 'role'> & { readonly missing: Missing; readonly role: Role };
    this.#missing = {
      list: db.prepare<[], MissingRow>(
        `SELECT slot_id AS slotId, missing, role, first_start AS firstStart, threshold_ms AS threshold FROM missing_told`,
      ),
      drop: db.prepare('DELETE FROM missing_told'),
      put: db.prepare<Told & { threshold: DurationMs }>(
        'INSERT INTO missing_told VALUES (@slotId, @missing, @role, @firstStart, @threshold)',
      ),
    };
    this.#incidents = {
      list: db.prepare<[], IncidentsTold>(
        `SELECT kind, zone_id AS zoneId, incident_id AS incidentId, told_at AS toldAt FROM incidents_told`,
      ),
      put: db.prepare<IncidentsTold>(
        'INSERT OR REPLACE INTO incidents_told VALUES (@kind, @zoneId, @incidentId, @toldAt)',
      ),
    };
  }

  /** `undefined`: no mail is sent. */
  server(): MailServer | undefined {
    const row = this.#server.get();
    if (row === undefined) return undefined;
    const { quietFrom: from, quietUntil: until, ...server } = row;
    return { ...server, quiet: from === '' ? undefined : { from, until } };
  }

  setServer(server: MailServer | undefined): void {
    if (server === undefined) this.#dropServer.run();
    else {
      const { quiet, ...rest } = server;
      this.#putServer.run({ ...rest, quietFrom: quiet?.from ?? '', quietUntil: quiet?.until ?? '' });
    }
  }

  /** By user id. */
  wishes(): Map<number, Wishes> {
    return new Map(this.#wishes.all().map(({ userId, email, kinds }) => [userId, { email, kinds: kindsOf(kinds) }]));
  }

  setWishes(userId: number, wishes: Wishes | undefined): void {
    if (wishes === undefined) this.#dropWishes.run({ userId });
    else this.#putWishes.run({ userId, email: wishes.email, kinds: JSON.stringify(wishes.kinds) });
  }

  webhooks(): Webhook[] {
    return this.#hooks.all().map(decode);
  }

  addWebhook(hook: Omit<Webhook, 'id'>): Webhook {
    return decode(this.#addHook.get(encode(hook))!);
  }

  changeWebhook(hook: Webhook): void {
    this.#changeHook.run(encode(hook));
  }

  archiveWebhook(id: number, at: EpochMs): boolean {
    return this.#archiveHook.run({ id, at }).changes > 0;
  }

  missingTold(): Told[] {
    return this.#missing.list.all();
  }

  setMissingTold(told: readonly Told[]): void {
    this.#db
      .transaction(() => {
        this.#missing.drop.run();
        for (const one of told) this.#missing.put.run(one);
      })
      .immediate();
  }

  incidentsTold(): IncidentsTold[] {
    return this.#incidents.list.all();
  }

  setIncidentsTold(told: IncidentsTold): void {
    this.#incidents.put.run(told);
  }
}
