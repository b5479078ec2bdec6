/** Cụm loa: the register, what is found at each, and which of them carried a day's airings. */
import { type Context, Hono } from 'hono';
import { CheckForm, ClusterArchive, ClusterForm, ClusterPage, ClustersPage, HeardPage } from '../../views/clusters.tsx';
import { type FormValues, optionsOf, textOf, textsOf } from '../../views/parts.tsx';
import { type Cluster, clusterState, clustersOf } from '../core/clusters.ts';
import { WHOLE_COMMUNE } from '../core/model.ts';
import type { FieldErrors } from '../core/result.ts';
import { parseDay, startOfDay, todayOf } from '../core/time.ts';
import { formatDate, parseDate } from '../core/vietnamese.ts';
import { mayOf } from './access.ts';
import { closedRefusal } from './closed-days.ts';
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
} from './cluster-forms.ts';
import { date, parseForm, readForm, statusOf } from './forms.ts';
import { seeOther } from './frame.ts';
import type { Env, Station } from './station.ts';

const MOST_AIRINGS = 200;
const ID = ':id{[A-Z0-9-]+}';

export function clustersScreen(station: Station): Hono<Env> {
  const screen = new Hono<Env>();
  const { clusters, clusterChecks, zones, airings, airingClusters } = station.stores;
  const { zone } = station.config;
  const today = () => todayOf(station);
  const isoDate = () => date(today()).transform(String);
  const asked = (c: Context<Env, string>): Cluster | undefined => clusters.find(c.req.param('id') ?? '');
  const zoneOptions = () => optionsOf(zones.list());

  screen.get('/cum-loa', (c) => {
    const standing = clusterChecks.standing();
    const names = new Map(zones.list({ archived: true }).map(({ id, name }) => [id, name]));
    const rows = clusters.list({ archived: true }).map((cluster) => {
      const own = standing.filter(({ clusterId }) => clusterId === cluster.id);
      return { cluster, zoneName: names.get(cluster.zoneId) ?? '', state: clusterState(cluster, own), last: own[0] };
    });
    return c.render(ClustersPage({ rows, may: mayOf(c) }), { title: 'Cụm loa' });
  });

  // the register ------------------------------------------------------------------------------------------------------

  const form = (c: Context<Env>, values: FormValues, errors: FieldErrors = {}, cluster?: Cluster) =>
    c.render(ClusterForm({ values, errors, cluster, zones: zoneOptions() }), {
      title: cluster ? `Sửa ${cluster.name}` : 'Thêm cụm loa',
      status: statusOf(errors),
    });

  screen.get('/cum-loa/them', (c) => form(c, { speakers: '2', kind: 'ip-4g', zoneId: WHOLE_COMMUNE }));
  screen.post('/cum-loa', async (c) => {
    const values = await readForm(c);
    const typed = parseForm(newClusterInput, values);
    const added = typed.ok ? addCluster(station, typed.value) : typed;
    return added.ok ? seeOther(c, '/cum-loa', `Đã thêm ${added.value.name}.`) : form(c, values, added.error);
  });

  screen.get(`/cum-loa/${ID}`, (c) => {
    const cluster = asked(c);
    if (!cluster) return c.notFound();
    const checks = clusterChecks.of(cluster.id);
    const zoneName = zones.find(cluster.zoneId)?.name ?? '';
    const page = ClusterPage({ cluster, checks, zoneName, state: clusterState(cluster, checks), may: mayOf(c) });
    return c.render(page, { title: cluster.name });
  });
  screen.get(`/cum-loa/${ID}/sua`, (c) => {
    const cluster = asked(c);
    if (!cluster) return c.notFound();
    const { speakers, households, isQuiet, paused, changedAt: _, archivedAt: __, ...words } = cluster;
    const values = { ...words, speakers: String(speakers), households: String(households ?? '') };
    return form(c, { ...values, isQuiet: isQuiet ? '1' : '', paused: paused ? '1' : '' }, {}, cluster);
  });
  screen.post(`/cum-loa/${ID}`, async (c) => {
    const cluster = asked(c);
    if (!cluster) return c.notFound();
    const values = await readForm(c);
    const typed = parseForm(clusterInput, values);
    const saved = typed.ok ? saveCluster(station, cluster, typed.value) : typed;
    return saved.ok ? seeOther(c, `/cum-loa/${cluster.id}`, 'Đã lưu.') : form(c, values, saved.error, cluster);
  });
  screen.get(`/cum-loa/${ID}/luu-tru`, (c) => {
    const cluster = asked(c);
    return cluster ? c.render(ClusterArchive({ cluster }), { title: `Thôi dùng ${cluster.name}` }) : c.notFound();
  });
  for (const [path, isArchived] of [
    ['luu-tru', true],
    ['khoi-phuc', false],
  ] as const)
    screen.post(`/cum-loa/${ID}/${path}`, (c) => {
      const cluster = asked(c);
      if (!cluster) return c.notFound();
      archiveCluster(station, cluster, isArchived);
      return seeOther(c, '/cum-loa', isArchived ? `Đã thôi dùng ${cluster.name}.` : `${cluster.name} lại được dùng.`);
    });

  // its book ----------------------------------------------------------------------------------------------------------

  const checkForm = (c: Context<Env>, cluster: Cluster, values: FormValues, errors: FieldErrors = {}) =>
    c.render(CheckForm({ cluster, values, errors }), { title: `Kiểm tra ${cluster.name}`, status: statusOf(errors) });

  screen.get(`/cum-loa/${ID}/kiem-tra`, (c) => {
    const cluster = asked(c);
    return cluster ? checkForm(c, cluster, { day: formatDate(today()) }) : c.notFound();
  });
  screen.post(`/cum-loa/${ID}/kiem-tra`, async (c) => {
    const cluster = asked(c);
    if (!cluster) return c.notFound();
    const values = await readForm(c);
    const typed = parseForm(checkInput(isoDate()), values);
    const added = typed.ok ? addCheck(station, cluster, typed.value, c.get('user')!.id) : typed;
    return added.ok
      ? seeOther(c, `/cum-loa/${cluster.id}`, 'Đã ghi vào sổ theo dõi cụm loa.')
      : checkForm(c, cluster, values, added.error);
  });
  screen.get(`/cum-loa/${ID}/su-co/:check{[0-9]+}`, (c) => {
    const [cluster, check] = [asked(c), clusterChecks.find(Number(c.req.param('check')))];
    if (!cluster || check?.clusterId !== cluster.id) return c.notFound();
    const values = { mendedOn: formatDate(today()), remedy: check.remedy, doneBy: check.doneBy };
    return c.render(CheckForm({ cluster, check, values, errors: {} }), { title: 'Khắc phục sự cố' });
  });
  screen.post(`/cum-loa/${ID}/su-co/:check{[0-9]+}`, async (c) => {
    const [cluster, check] = [asked(c), clusterChecks.find(Number(c.req.param('check')))];
    if (!cluster || check?.clusterId !== cluster.id) return c.notFound();
    const values = await readForm(c);
    const typed = parseForm(mendingInput(isoDate()), values);
    const done = typed.ok ? mendFault(station, check, typed.value) : typed;
    if (done.ok) return seeOther(c, `/cum-loa/${cluster.id}`, 'Đã ghi khắc phục.');
    return c.render(CheckForm({ cluster, check, values, errors: done.error }), {
      title: 'Khắc phục sự cố',
      status: 422,
    });
  });

  // evidence of sounding ----------------------------------------------------------------------------------------------

  function heardPage(c: Context<Env>, values: FormValues, errors: FieldErrors = {}) {
    const day = parseDate(textOf(values, 'ngay'), today()) ?? parseDay(textOf(values, 'ngay')) ?? today();
    const span = { from: startOfDay(day, zone), until: startOfDay(day.add({ days: 1 }), zone) };
    const heard = airings
      .list(span, { limit: MOST_AIRINGS })
      .filter(({ startedAt, outcome }) => startedAt !== null && outcome !== 'on-air')
      .reverse();
    const all = clusters.list();
    const rows = all.filter((one) => heard.some((airing) => clustersOf([one], airing).length > 0));
    const page = HeardPage({
      day,
      airings: heard.map((airing) => {
        const isKept = airingClusters.list(airing.id).length > 0;
        const isChosen = textsOf(values, 'luot').includes(String(airing.id));
        return { airing, isKept, isTicked: statusOf(errors) === 422 ? isChosen : !isKept };
      }),
      clusters: rows,
      values,
      errors,
      closed: closedRefusal(station, span.from),
      zone,
      may: mayOf(c),
    });
    return c.render(page, { title: `Xác nhận cụm loa ngày ${formatDate(day)}`, status: statusOf(errors) });
  }

  screen.get('/cum-loa/xac-nhan', (c) => heardPage(c, c.req.query()));
  screen.post('/cum-loa/xac-nhan', async (c) => {
    const values = await readForm(c);
    const typed = parseForm(evidenceInput, {
      airingIds: textsOf(values, 'luot'),
      // A person says it of each, or of all they left open at once; a cluster nobody spoke of gets no row.
      clusters: textsOf(values, 'cum')
        .map((id) => ({
          id,
          heard: textOf(values, `nghe-${id}`) || textOf(values, 'con-lai'),
          note: textOf(values, `ghi-chu-${id}`),
        }))
        .filter(({ heard, note }) => heard || note.trim()),
    });
    const done = typed.ok ? confirmHeard(station, typed.value, c.get('user')!) : typed;
    if (!done.ok) return heardPage(c, values, done.error);
    return seeOther(
      c,
      `/cum-loa/xac-nhan?ngay=${encodeURIComponent(textOf(values, 'ngay'))}`,
      `Đã ghi ${done.value} kết quả cụm loa.`,
    );
  });

  return screen;
}
