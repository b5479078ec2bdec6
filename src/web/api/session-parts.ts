/** A session's items on the wire. */
import { z } from '@hono/zod-openapi';
import { ITEM_PLAYS } from '../../core/model.ts';

export const SessionItemOut = z
  .object({
    key: z
      .int()
      .openapi({ description: 'Names it in playlists and exceptions; from 1000 on it was added for one day' }),
    title: z.string(),
    plays: z
      .enum(ITEM_PLAYS)
      .openapi({ description: 'filler: the station’s, up to the next item with a moment of its own' }),
    programmeId: z.string().nullable(),
    recordingId: z.int().nullable(),
    relayUrl: z.string().nullable(),
    mostMs: z.int().nullable().openapi({ description: 'Longer sound is cut then; null: as long as it is' }),
    afterMs: z.int().nullable().openapi({ description: 'It starts hard so long after the session does' }),
  })
  .openapi('SessionItem');

export const SessionChangeOut = z
  .object({
    items: z.array(
      z.object({
        item: z.int(),
        cancelled: z.boolean(),
        episodeId: z.int().nullable(),
        recordingId: z.int().nullable(),
      }),
    ),
    added: z.array(SessionItemOut),
    order: z.array(z.int()).openapi({ description: 'Keys; empty: as the template has them' }),
    leftOut: z.array(z.int()).openapi({ description: 'Notices that it does without' }),
  })
  .openapi('SessionChange');
