/** A real SMTP server and a real webhook receiver on loopback, which keep what they were sent and refuse when told to. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { onTestFinished } from 'vitest';

export type Received = { readonly to: readonly string[]; readonly raw: string };

export async function openMailSink({ user, password }: { user?: string; password?: string } = {}) {
  const received: Received[] = [];
  const sink = {
    received,
    port: 0,
    /** What RCPT is answered, e.g. `{ code: 550, words: 'No such user' }`. */
    refuse: undefined as { code: number; words: string } | undefined,
    /** Resolves held messages; while set, DATA is not acknowledged. */
    hold: undefined as Promise<void> | undefined,
  };
  const server = new SMTPServer({
    authOptional: user === undefined,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    logger: false,
    onAuth: (auth, _session, done) =>
      auth.username === user && auth.password === password
        ? done(null, { user })
        : done(new Error('Invalid username or password')),
    onRcptTo: (_address, _session, done) => {
      const { refuse } = sink;
      done(refuse && Object.assign(new Error(refuse.words), { responseCode: refuse.code }));
    },
    onData: (stream, session, done) => {
      let raw = '';
      stream.setEncoding('utf8').on('data', (text: string) => {
        raw += text;
      });
      stream.on('end', async () => {
        received.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw });
        await sink.hold;
        done();
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  sink.port = (server.server.address() as AddressInfo).port;
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return sink;
}

export async function openHookSink() {
  const received: { headers: IncomingHttpHeaders; body: string }[] = [];
  const sink = { received, status: 200, url: '' };
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(sink.status).end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  sink.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/bao`;
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => void server.close(() => resolve()));
  });
  return sink;
}

/** The text of a mail as its reader sees it (UTF-8, quoted-printable or base64). */
export function textOfMail(raw: string): string {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  if (/base64/i.test(/^content-transfer-encoding:.*$/im.exec(head)?.[0] ?? ''))
    return Buffer.from(body, 'base64').toString('utf8');
  const bytes = body
    .replaceAll('=\r\n', '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
export const headerOf = (raw: string, name: string): string | undefined =>
  new RegExp(`^${name}: (.*)$`, 'im').exec(raw.replaceAll(/\r\n[ \t]+/g, ' '))?.[1]?.trim();
