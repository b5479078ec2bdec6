/**
 * The web application: what every request passes, then the screens. A screen is a factory in a file of its own,
 * `todayScreen(station): Hono<Env>`, mounted here; its routes have their line in access.ts.
 */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { csrf } from 'hono/csrf';
import { HTTPException } from 'hono/http-exception';
import { NONCE, secureHeaders } from 'hono/secure-headers';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { MessagePage } from '../../views/message.tsx';
import { assertEveryRouteHasAccess, guard, patternsOf } from './access.ts';
import { acts } from './acts.ts';
import { openAir } from './air.ts';
import { aircheckScreen } from './aircheck.ts';
import { createApi } from './api/root.ts';
import { approvalScreen } from './approval.ts';
import { openAssets } from './assets.ts';
import { auditScreen } from './audit.ts';
import { booksScreen } from './books.ts';
import { bulletinsScreen } from './bulletins.ts';
import { calendarDaysScreen } from './calendar-days.ts';
import { clashesScreen } from './clashes.ts';
import { clockScreen } from './clock.ts';
import { closingsScreen } from './closings.ts';
import { clustersScreen } from './clusters.ts';
import { commandsScreen } from './commands.ts';
import { controlScreen } from './control.ts';
import { correctionsScreen } from './corrections.ts';
import { coverageScreen } from './coverage.ts';
import { dayEditsScreen } from './day-edit-forms.ts';
import { deputiesScreen } from './deputies.ts';
import { emergenciesScreen } from './emergencies.ts';
import { emergencySettingsScreen } from './emergency-settings.ts';
import { episodesScreen } from './episodes.ts';
import { eventsScreen } from './events.ts';
import { evidenceScreen } from './evidence.ts';
import { feedbackScreen } from './feedback.ts';
import { feesScreen } from './fees.ts';
import { firstRunScreen } from './first-run.ts';
import { frame } from './frame.ts';
import { handoversScreen } from './handovers.ts';
import { icsScreen } from './ics.ts';
import { libraryScreen } from './library.ts';
import { liveDoor } from './live-door.ts';
import { livesScreen } from './lives.ts';
import { logScreen } from './log.ts';
import { loginScreen } from './login.ts';
import { microphoneDoor } from './microphone-door.ts';
import { noticesScreen } from './notices.ts';
import { notificationsScreen } from './notifications.ts';
import { outputsScreen } from './outputs.ts';
import { overridesScreen } from './overrides.ts';
import { ownAccountScreen } from './own-account.ts';
import { passwordScreen } from './password.ts';
import { peopleScreen } from './people.ts';
import { plansScreen } from './plans.ts';
import { playlistScreen } from './playlist.ts';
import { isApi, problem } from './problem.ts';
import { programmesScreen } from './programmes.ts';
import { progressScreen } from './progress.ts';
import { recordingPointsScreen } from './recording-points.ts';
import { reportStepsScreen } from './report-steps.ts';
import { reportsScreen } from './reports.ts';
import { rosterScreen } from './roster.ts';
import { scriptsScreen } from './scripts.ts';
import { sealsScreen } from './seals.ts';
import { secondFactorScreen } from './second-factor.ts';
import { bearerOf, identify } from './session.ts';
import { sessionTemplatesScreen } from './session-templates.ts';
import { settingsScreen } from './settings.ts';
import { signInSettingsScreen } from './sign-in-settings.ts';
import { signOffScreen } from './sign-off.ts';
import { simulateScreen } from './simulate.ts';
import { slotsScreen } from './slots.ts';
import type { Env, Station } from './station.ts';
import { storageScreen } from './storage.ts';
import { substitutesScreen } from './substitutes.ts';
import { todayScreen } from './today.ts';
import { openChanges } from './undo.ts';
import { openUploads, SHARE_PATH, uploadsScreen } from './uploads.ts';
import { weekScreen } from './week.ts';
import { zonesScreen } from './zones.ts';

/** Bodies that stream to disk and are limited where they are read. Everything else is a form or a little JSON. */
const STREAMED = [
  'POST /kho-tu-lieu',
  `POST ${SHARE_PATH}`,
  'POST /khan-cap/ghi-am',
  'POST /thong-bao/ghi-am',
  'POST /thong-bao/:id{[0-9]+}/ghi-am',
  'POST /ban-tin/am-thanh',
  'POST /api/v1/recordings',
  'POST /so/:id/kich-ban/tep',
  'POST /api/v1/episodes/:id/script/files',
  'POST /api/v1/uploads',
  'PATCH /api/v1/uploads/:id',
];
const MOST_BYTES = 256 * 1024;

export function createApp(station: Station): Hono<Env> {
  const app = new Hono<Env>();
  const assets = openAssets(station.config.static);
  const air = openAir(station);
  const changes = openChanges(station);
  const pieces = openUploads(station);

  app.use(compress());
  app.use(headers(station));
  app.use(identify(station));
  app.use(acts(station));
  app.use(frame(station, assets, air));
  app.use(sameSite(station));
  app.use(limit());
  app.use(guard());

  app.route('/', assets.screen);
  app.route('/', firstRunScreen(station));
  app.route('/', loginScreen(station));
  app.route('/', passwordScreen(station));
  app.route('/', todayScreen(station, air));
  app.route('/', eventsScreen(station, air));
  app.route('/', commandsScreen(station, air));
  app.route('/', emergenciesScreen(station));
  app.route('/', emergencySettingsScreen(station));
  app.route('/', noticesScreen(station));
  app.route('/', bulletinsScreen(station));
  app.route('/', liveDoor(station, air));
  app.route('/', microphoneDoor(station));
  app.route('/', livesScreen(station, air));
  app.route('/', settingsScreen(station, air));
  app.route('/', notificationsScreen(station));
  app.route('/', outputsScreen(station));
  app.route('/', zonesScreen(station));
  app.route('/', ownAccountScreen(station));
  app.route('/', secondFactorScreen(station));
  app.route('/', substitutesScreen(station));
  app.route('/', signInSettingsScreen(station));
  app.route('/', peopleScreen(station));
  app.route('/', auditScreen(station));
  app.route('/', programmesScreen(station));
  app.route('/', episodesScreen(station));
  app.route('/', scriptsScreen(station));
  app.route('/', approvalScreen(station));
  app.route('/', deputiesScreen(station));
  app.route('/', uploadsScreen(station, pieces, assets.url));
  app.route('/', storageScreen(station));
  app.route('/', recordingPointsScreen(station));
  app.route('/', libraryScreen(station));
  app.route('/', clashesScreen(station));
  app.route('/', overridesScreen(station));
  app.route('/', simulateScreen(station));
  app.route('/', playlistScreen(station, changes));
  app.route('/', dayEditsScreen(station, changes));
  app.route('/', signOffScreen(station));
  app.route('/', handoversScreen(station));
  app.route('/', rosterScreen(station));
  app.route('/', sessionTemplatesScreen(station));
  app.route('/', icsScreen(station));
  app.route('/', slotsScreen(station));
  app.route('/', controlScreen(station, air));
  app.route('/', weekScreen(station, changes));
  app.route('/', calendarDaysScreen(station));
  app.route('/', logScreen(station));
  app.route('/', aircheckScreen(station));
  app.route('/', evidenceScreen(station));
  app.route('/', closingsScreen(station));
  app.route('/', clockScreen(station));
  app.route('/', correctionsScreen(station));
  app.route('/', sealsScreen(station));
  app.route('/', reportsScreen(station));
  app.route('/', reportStepsScreen(station));
  app.route('/', plansScreen(station));
  app.route('/', progressScreen(station));
  app.route('/', coverageScreen(station));
  app.route('/', clustersScreen(station));
  app.route('/', feedbackScreen(station));
  app.route('/', feesScreen(station));
  app.route('/', booksScreen(station));
  app.route('/', createApi(station, air, changes, pieces));

  app.notFound((c) =>
    isApi(c)
      ? problem(c, 404, 'Không tìm thấy', `Không có gì ở ${c.req.path}.`)
      : c.render(MessagePage({ title: 'Không tìm thấy trang', words: 'Địa chỉ này không dẫn đến trang nào.' }), {
          title: 'Không tìm thấy',
          status: 404,
        }),
  );
  app.onError((error, c) => {
    const status = error instanceof HTTPException ? error.status : isUnreadable(error) ? 400 : 500;
    if (status === 500) console.error(error);
    const { title, words } = FAULTS[status] ?? FAULTS[500]!;
    return isApi(c)
      ? problem(c, status as ContentfulStatusCode, title, words)
      : c.render(MessagePage({ title, words }), { title, status: status as ContentfulStatusCode });
  });

  assertEveryRouteHasAccess(app);
  return app;
}

/** A body that is not the form it says it is: what Node throws of it has no name of its own. */
const isUnreadable = (error: Error) => error instanceof TypeError && /\bFormData\b/.test(error.message);

const FAULTS: Readonly<Record<number, { title: string; words: string }>> = {
  400: {
    title: 'Không đọc được nội dung gửi lên',
    words: 'Nội dung gửi lên bị cắt hoặc sai cú pháp. Kiểm tra rồi gửi lại.',
  },
  403: {
    title: 'Yêu cầu không đến từ trang này',
    words: 'Trình duyệt báo yêu cầu được gửi từ một địa chỉ khác. Mở lại trang của đài rồi thử lại.',
  },
  413: { title: 'Nội dung gửi lên quá lớn', words: 'Rút ngắn nội dung rồi gửi lại.' },
  500: {
    title: 'Máy chủ gặp lỗi',
    words:
      'Việc này chưa làm được; lỗi đã được ghi lại. Chương trình đang phát không bị ảnh hưởng. Thử lại sau ít phút.',
  },
};

/** Pages with a waveform: wavesurfer writes the style sheet of its own shadow, by a nonce of that one page. */
const DRAWN = /^\/kho-tu-lieu\/\d+(\/diem)?$/;

/** No inline script or style anywhere, nothing from elsewhere, and no frame around the station. */
function headers({ config }: Station) {
  const policy = (...styleSrc: (string | typeof NONCE)[]) =>
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", ...styleSrc],
        imgSrc: ["'self'"],
        mediaSrc: ["'self'", 'blob:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
      // 'no-referrer' would make browsers send "Origin: null" with every form, which the check below must refuse.
      referrerPolicy: 'same-origin',
      strictTransportSecurity: config.origin?.startsWith('https:') ? 'max-age=15552000' : false,
      // Browsers heed it on https only and complain on the plain http of a local network.
      crossOriginOpenerPolicy: config.origin?.startsWith('https:') ?? false,
      originAgentCluster: config.origin?.startsWith('https:') ?? false,
    });
  const [plain, drawn] = [policy(), policy(NONCE)];
  const chosen: typeof plain = (c, next) => (DRAWN.test(c.req.path) ? drawn : plain)(c, next);
  return chosen;
}

/**
 * A form must come from the station's own pages. A bearer token is no ambient right, so it needs no such proof; what a
 * browser sends a proxy by itself (Authorization: Basic) is one.
 */
function sameSite({ config }: Station) {
  const check = csrf({
    origin: (origin, c) => origin === config.origin || origin === new URL(c.req.url).origin,
    // Out of the phone's share menu comes what no page asked for: no site can make a browser say "none".
    secFetchSite: (site, c) => site === 'same-origin' || (site === 'none' && c.req.path === SHARE_PATH),
  });
  const checked: typeof check = (c, next) => (bearerOf(c) !== undefined ? next() : check(c, next));
  return checked;
}

function limit() {
  const check = bodyLimit({ maxSize: MOST_BYTES });
  const checked: typeof check = (c, next) =>
    patternsOf(c).some((pattern) => STREAMED.includes(pattern)) ? next() : check(c, next);
  return checked;
}
