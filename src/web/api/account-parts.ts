/** Sessions and tokens on the wire, for their owner (my-account.ts) and for administrators (people.ts). */
import { z } from '@hono/zod-openapi';
import type { ApiToken, Session } from '../../core/account.ts';
import { agentInWords } from '../../core/agent.ts';
import { SCOPES } from '../../core/scopes.ts';
import { sessionKey } from '../session.ts';
import { Instant, instantOf, instantOrNull } from './parts.ts';

export const SessionOut = z
  .object({
    key: z.string().openapi({ example: '0f3a9c41d2e85b76' }),
    browser: z.string().openapi({ example: 'Chrome trên Windows' }),
    address: z.string(),
    createdAt: Instant,
    seenAt: Instant,
    expiresAt: Instant,
    isThis: z.boolean().openapi({ description: 'The one that asks' }),
  })
  .openapi('Session');

export const sessionOut = (session: Session, zone: string, here: string | undefined): z.output<typeof SessionOut> => ({
  key: sessionKey(session),
  browser: agentInWords(session.agent),
  address: session.address,
  createdAt: instantOf(session.createdAt, zone),
  seenAt: instantOf(session.seenAt, zone),
  expiresAt: instantOf(session.expiresAt, zone),
  isThis: session.tokenHash === here,
});

export const TokenOut = z
  .object({
    id: z.int(),
    userId: z.int(),
    name: z.string(),
    scopes: z
      .array(z.string().openapi({ examples: [...SCOPES] }))
      .readonly()
      .nullable()
      .openapi({ description: 'Null: whatever its owner may do' }),
    createdAt: Instant,
    expiresAt: Instant.nullable(),
    usedAt: Instant.nullable(),
    usedFrom: z.string().openapi({ description: 'Address it was last used from' }),
  })
  .openapi('Token');

export const tokenOut = (token: ApiToken, zone: string): z.output<typeof TokenOut> => ({
  id: token.id,
  userId: token.userId,
  name: token.name,
  scopes: token.scopes,
  createdAt: instantOf(token.createdAt, zone),
  expiresAt: instantOrNull(token.expiresAt, zone),
  usedAt: instantOrNull(token.usedAt, zone),
  usedFrom: token.usedFrom,
});
