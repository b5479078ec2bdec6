/** `/clusters`: the register and its book; `/cluster-evidence`: which of them carried airings, as somebody heard. */
import { createRoute, z } from '@hono/zod-openapi';
import { CLUSTER_KIND_LIST, type Cluster, clusterState, FINDING_LIST } from '../../core/clusters.ts';
import {
  addCheck,
  addCluster,
  archiveCluster,
  checkInput,
  clusterInput,
  confirmHeard,
  evidenceInput,
  mendFault,
  mendingInput,
  newClusterInput,
  saveCluster,
} from '../cluster-forms.ts';
import { problem, refused } from '../problem.ts';
import { isoDay } from '../slot-forms.ts';
import type { Station } from '../station.ts';
import { bodyOf, Day, json, openApiPart, refusals } from './parts.ts';

const ClusterOut = z
  .object({
    id: z.string(),
    name: z.string(),
    zoneId: z.string(),
    village: z.string(),
    place: z.string(),
    kind: z.enum(CLUSTER_KIND_LIST),
    speakers: z.int(),
    households: z.int().nullable(),
    device: z.string(),
    isQuiet: z.boolean().openapi({ description: 'Near a school, a clinic or a pagoda' }),
    paused: z.boolean(),
    note: z.string(),
    state: z.enum([...FINDING_LIST, 'paused', 'unchecked']),
    isArchived: z.boolean(),
  })
  .openapi('Cluster');
const CheckOut = z
  .object({
    id: z.int(),
    clusterId: z.string(),
    day: Day,
    finding: z.enum(FINDING_LIST),
    cause: z.string(),
    remedy: z.string(),
    mendedOn: Day.nullable(),
    doneBy: z.string(),
    cost: z.int().openapi({ description: 'đồng' }),
  })
  .openapi('ClusterCheck');

const Code = z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' }, example: '07' }) });
const CheckParam = Code.extend({
  check: z.coerce
    .number()
    .int()
    .openapi({ param: { name: 'check', in: 'path' } }),
});

const list = createRoute({
  method: 'get',
  path: '/clusters',
  responses: { 200: json(z.object({ clusters: z.array(ClusterOut) }), 'By code, those out of use too'), ...refusals() },
});
const add = createRoute({
  method: 'post',
  path: '/clusters',
  request: { body: bodyOf(newClusterInput.openapi('NewCluster')) },
  responses: { 201: json(ClusterOut, 'Added'), ...refusals(400, 422) },
});
const read = createRoute({
  method: 'get',
  path: '/clusters/{id}',
  request: { params: Code },
  responses: { 200: json(ClusterOut, 'One'), ...refusals(404) },
});
const change = createRoute({
  method: 'put',
  path: '/clusters/{id}',
  summary: 'Changes it whole; one that was out of use is in use again',
  request: { params: Code, body: bodyOf(clusterInput.openapi('ClusterDraft')) },
  responses: { 200: json(ClusterOut, 'Changed'), ...refusals(400, 404, 422) },
});
const remove = createRoute({
  method: 'delete',
  path: '/clusters/{id}',
  request: { params: Code },
  responses: { 204: { description: 'Out of use; log and book keep its name' }, ...refusals(404) },
});
const listChecks = createRoute({
  method: 'get',
  path: '/clusters/{id}/checks',
  request: { params: Code },
  responses: { 200: json(z.object({ checks: z.array(CheckOut) }), 'Newest first'), ...refusals(404) },
});
const addOne = createRoute({
  method: 'post',
  path: '/clusters/{id}/checks',
  request: { params: Code, body: bodyOf(checkInput(isoDay()).openapi('ClusterCheckDraft')) },
  responses: { 201: json(CheckOut, 'In the book for good'), ...refusals(400, 404, 422) },
});
const mend = createRoute({
  method: 'put',
  path: '/clusters/{id}/checks/{check}/mending',
  request: { params: CheckParam, body: bodyOf(mendingInput(isoDay()).openapi('ClusterMending')) },
  responses: { 200: json(CheckOut, 'Mended'), ...refusals(400, 404, 422) },
});
const evidence = createRoute({
  method: 'post',
  path: '/cluster-evidence',
  summary: 'Who heard what: rows of evidence by hand, added and never changed; a device is never overruled',
  request: { body: bodyOf(evidenceInput.openapi('ClusterEvidence')) },
  responses: { 201: json(z.object({ written: z.int() }), 'How many rows were added'), ...refusals(400, 422) },
});

export function clustersApi(station: Station) {
  const { clusters, clusterChecks } = station.stores;
  const none = 'Không có cụm loa này';
  const out = ({ archivedAt, changedAt: _, ...cluster }: Cluster) => ({
    ...cluster,
    state: clusterState(cluster, clusterChecks.of(cluster.id)),
    isArchived: archivedAt !== null,
  });
  return openApiPart()
    .openapi(list, (c) => c.json({ clusters: clusters.list({ archived: true }).map(out) }, 200))
    .openapi(add, (c) => {
      const added = addCluster(station, c.req.valid('json'));
      return added.ok ? c.json(out(added.value), 201) : refused(c, added.error);
    })
    .openapi(read, (c) => {
      const cluster = clusters.find(c.req.valid('param').id);
      return cluster ? c.json(out(cluster), 200) : problem(c, 404, none);
    })
    .openapi(change, (c) => {
      const cluster = clusters.find(c.req.valid('param').id);
      if (!cluster) return problem(c, 404, none);
      const saved = saveCluster(station, { ...cluster, archivedAt: null }, c.req.valid('json'));
      return saved.ok ? c.json(out(saved.value), 200) : refused(c, saved.error);
    })
    .openapi(remove, (c) => {
      const cluster = clusters.find(c.req.valid('param').id);
      if (!cluster) return problem(c, 404, none);
      archiveCluster(station, cluster, true);
      return c.body(null, 204);
    })
    .openapi(listChecks, (c) => {
      const { id } = c.req.valid('param');
      return clusters.find(id) ? c.json({ checks: clusterChecks.of(id) }, 200) : problem(c, 404, none);
    })
    .openapi(addOne, (c) => {
      const cluster = clusters.find(c.req.valid('param').id);
      if (!cluster) return problem(c, 404, none);
      const added = addCheck(station, cluster, c.req.valid('json'), c.get('user')!.id);
      return added.ok ? c.json(added.value, 201) : refused(c, added.error);
    })
    .openapi(mend, (c) => {
      const { id, check: number } = c.req.valid('param');
      const check = clusterChecks.find(number);
      if (check?.clusterId !== id) return problem(c, 404, 'Không có dòng này trong sổ theo dõi');
      const mended = mendFault(station, check, c.req.valid('json'));
      return mended.ok ? c.json(clusterChecks.find(number)!, 200) : refused(c, mended.error);
    })
    .openapi(evidence, (c) => {
      const done = confirmHeard(station, c.req.valid('json'), c.get('user')!);
      return done.ok ? c.json({ written: done.value }, 201) : refused(c, done.error);
    });
}
