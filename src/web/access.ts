/**
 * Who may do what: the one table. A route that is not in it answers nobody (403), and the program does not start with
 * such a route. Roles combine: anyone of those named suffices. An administrator is not an operator or an approver by
 * office; the first one is given every role, so that a station of one person works.
 */
import type { Context, Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';
import { MessagePage } from '../../views/message.tsx';
import type { Role, User } from '../core/model.ts';
import { isApi, problem } from './problem.ts';
import type { Env } from './station.ts';

/** `public`: anyone; `signed-in`: every user, whatever the role; else one of these roles. */
export type Access = 'public' | 'signed-in' | readonly Role[];

const ADMINISTRATOR = ['administrator'] as const;
const EDITOR = ['editor'] as const;
const APPROVER = ['approver'] as const;
const OPERATOR = ['operator'] as const;
const REPORTER = ['reporter'] as const;
/** A slot is a standing arrangement; an exception is one day's, for those who make that day and air it. */
const SLOTS = ['editor', 'operator', 'administrator'] as const;
const EXCEPTIONS = ['editor', 'operator'] as const;

/** Loudspeakers at other hours, or none: a leader's word, as the hours of the settings are the administrator's. */
const CALENDAR = ['approver', 'administrator'] as const;

/** Method and pattern as registered → who may. Patterns of one request that overlap must all allow it. */
export const ACCESS: Readonly<Record<string, Access>> = {
  'GET /static/:file': 'public',
  'GET /dang-nhap': 'public',
  'POST /dang-nhap': 'public',
  'POST /dang-xuat': 'public',
  'GET /khoi-tao/:token': 'public',
  'POST /khoi-tao/:token': 'public',
  'GET /mat-khau/:token': 'public',
  'POST /mat-khau/:token': 'public',
  'GET /mat-khau': 'signed-in',
  'POST /mat-khau': 'signed-in',

  'GET /cau-hinh': ADMINISTRATOR,
  'POST /cau-hinh': ADMINISTRATOR,
  'GET /cau-hinh/dau-ra/them': ADMINISTRATOR,
  'POST /cau-hinh/dau-ra': ADMINISTRATOR,
  'GET /cau-hinh/dau-ra/:id': ADMINISTRATOR,
  'POST /cau-hinh/dau-ra/:id': ADMINISTRATOR,
  'POST /cau-hinh/dau-ra/:id/bat': ADMINISTRATOR,
  'GET /cau-hinh/dau-ra/:id/tat': ADMINISTRATOR,
  'POST /cau-hinh/dau-ra/:id/tat': ADMINISTRATOR,
  'GET /cau-hinh/dau-ra/:id/xoa': ADMINISTRATOR,
  'POST /cau-hinh/dau-ra/:id/xoa': ADMINISTRATOR,
  'GET /cau-hinh/dau-ra/:id/sdp': ADMINISTRATOR,
  'GET /cau-hinh/vung/them': ADMINISTRATOR,
  'POST /cau-hinh/vung': ADMINISTRATOR,
  'GET /cau-hinh/vung/:id': ADMINISTRATOR,
  'POST /cau-hinh/vung/:id': ADMINISTRATOR,
  'POST /cau-hinh/vung/:id/thu-tu': ADMINISTRATOR,
  'GET /cau-hinh/vung/:id/luu-tru': ADMINISTRATOR,
  'POST /cau-hinh/vung/:id/luu-tru': ADMINISTRATOR,
  'POST /cau-hinh/vung/:id/khoi-phuc': ADMINISTRATOR,

  'GET /nguoi-dung': ADMINISTRATOR,
  'GET /nguoi-dung/them': ADMINISTRATOR,
  'POST /nguoi-dung': ADMINISTRATOR,
  'GET /nguoi-dung/:id': ADMINISTRATOR,
  'POST /nguoi-dung/:id': ADMINISTRATOR,
  'POST /nguoi-dung/:id/lien-ket': ADMINISTRATOR,
  'GET /nguoi-dung/:id/khoa': ADMINISTRATOR,
  'POST /nguoi-dung/:id/khoa': ADMINISTRATOR,
  'POST /nguoi-dung/:id/mo-khoa': ADMINISTRATOR,

  // programmes, episodes, approval
  'GET /chuyen-muc': 'signed-in',
  'GET /chuyen-muc/them': EDITOR,
  'POST /chuyen-muc': EDITOR,
  'GET /chuyen-muc/:id': 'signed-in',
  'GET /chuyen-muc/:id/sua': EDITOR,
  'POST /chuyen-muc/:id': EDITOR,
  'GET /chuyen-muc/:id/so/them': EDITOR,
  'POST /chuyen-muc/:id/so': EDITOR,
  'GET /so/nghe': EDITOR,
  'GET /so/:id': 'signed-in',
  'GET /so/:id/sua': EDITOR,
  'POST /so/:id': EDITOR,
  'GET /so/:id/luu-tru': EDITOR,
  'POST /so/:id/luu-tru': EDITOR,
  'POST /so/:id/khoi-phuc': EDITOR,
  'GET /duyet': 'signed-in',
  'POST /duyet/:id': APPROVER,
  'GET /duyet/:id/thu-hoi': APPROVER,
  'POST /duyet/:id/thu-hoi': APPROVER,
  'GET /api/v1/openapi.json': 'public',
  'GET /api/v1/plans': 'signed-in',
  'GET /api/v1/topics': 'signed-in',
  'GET /api/v1/programmes': 'signed-in',
  'POST /api/v1/programmes': EDITOR,
  'GET /api/v1/programmes/:id': 'signed-in',
  'PUT /api/v1/programmes/:id': EDITOR,
  'GET /api/v1/episodes': 'signed-in',
  'POST /api/v1/episodes': EDITOR,
  'GET /api/v1/episodes/:id': 'signed-in',
  'PUT /api/v1/episodes/:id': EDITOR,
  'DELETE /api/v1/episodes/:id': EDITOR,
  'GET /api/v1/episodes/:id/approval': 'signed-in',
  'PUT /api/v1/episodes/:id/approval': APPROVER,
  'DELETE /api/v1/episodes/:id/approval': APPROVER,

  // today, the air and its commands, the built-in stream
  'GET /': 'signed-in',
  'GET /su-kien': 'signed-in',
  'GET /live/:file{[\\w-]+\\.[a-z0-9]+}': 'public',
  'GET /dung-phat': OPERATOR,
  'GET /phat-ngay': OPERATOR,
  'GET /bo-qua': OPERATOR,
  'POST /lenh': OPERATOR,
  'GET /api/v1/on-air': 'signed-in',
  'GET /api/v1/commands': 'signed-in',
  'POST /api/v1/commands': OPERATOR,
  'GET /api/v1/commands/:id': 'signed-in',
  'GET /api/v1/outputs': ADMINISTRATOR,
  'POST /api/v1/outputs': ADMINISTRATOR,
  'GET /api/v1/outputs/:id': ADMINISTRATOR,
  'PUT /api/v1/outputs/:id': ADMINISTRATOR,
  'DELETE /api/v1/outputs/:id': ADMINISTRATOR,
  'GET /api/v1/zones': 'signed-in',
  'POST /api/v1/zones': ADMINISTRATOR,
  'GET /api/v1/zones/:id': 'signed-in',
  'PUT /api/v1/zones/:id': ADMINISTRATOR,
  'DELETE /api/v1/zones/:id': ADMINISTRATOR,
  'GET /api/v1/settings': 'signed-in',
  'PUT /api/v1/settings': ADMINISTRATOR,

  // the schedule: days, slots, and what a person changed about one occurrence
  'GET /lich-phat': 'signed-in',
  'GET /lich-phat/:slot/:day/huy': EXCEPTIONS,
  'POST /lich-phat/:slot/:day/huy': EXCEPTIONS,
  'GET /lich-phat/:slot/:day/doi': EXCEPTIONS,
  'POST /lich-phat/:slot/:day/doi': EXCEPTIONS,
  'GET /lich-phat/:slot/:day/so': EXCEPTIONS,
  'POST /lich-phat/:slot/:day/so': EXCEPTIONS,
  'POST /lich-phat/:slot/:day/bo-thay-doi': EXCEPTIONS,
  'GET /khung-gio': 'signed-in',
  'GET /khung-gio/them': SLOTS,
  'POST /khung-gio': SLOTS,
  'POST /khung-gio/xem-truoc': SLOTS,
  'GET /khung-gio/:id': SLOTS,
  'POST /khung-gio/:id': SLOTS,
  'GET /khung-gio/:id/luu-tru': SLOTS,
  'POST /khung-gio/:id/luu-tru': SLOTS,
  'POST /khung-gio/:id/khoi-phuc': SLOTS,
  'GET /api/v1/playlist': 'signed-in',
  'GET /api/v1/slots': 'signed-in',
  'POST /api/v1/slots': SLOTS,
  'GET /api/v1/slots/:id': 'signed-in',
  'PUT /api/v1/slots/:id': SLOTS,
  'DELETE /api/v1/slots/:id': SLOTS,
  'GET /api/v1/slots/:id/occurrences': 'signed-in',
  'GET /api/v1/exceptions': 'signed-in',
  'GET /api/v1/slots/:id/exceptions/:recurrenceId': 'signed-in',
  'PUT /api/v1/slots/:id/exceptions/:recurrenceId': EXCEPTIONS,
  'DELETE /api/v1/slots/:id/exceptions/:recurrenceId': EXCEPTIONS,

  // the week and the month: moving, copying, undoing
  'GET /lich-phat/tuan': 'signed-in',
  'GET /lich-phat/thang': 'signed-in',
  'GET /lich-phat/:slot/:day/xep': EXCEPTIONS,
  'POST /lich-phat/:slot/:day/xep': EXCEPTIONS,
  'GET /lich-phat/tuan/sao-chep': EXCEPTIONS,
  'POST /lich-phat/tuan/sao-chep': EXCEPTIONS,
  'POST /lich-phat/hoan-tac': EXCEPTIONS,
  'POST /api/v1/weeks/:monday/copy': EXCEPTIONS,
  'POST /api/v1/slots/:id/occurrences/:recurrenceId/move': EXCEPTIONS,
  'GET /api/v1/changes/last': EXCEPTIONS,
  'DELETE /api/v1/changes/:id': EXCEPTIONS,

  // the calendar: special days, and what follows from a day's type
  'GET /lich-phat/ngay-dac-biet': 'signed-in',
  'GET /lich-phat/ngay-dac-biet/them': CALENDAR,
  'POST /lich-phat/ngay-dac-biet': CALENDAR,
  'GET /lich-phat/ngay-dac-biet/gio-phat': ADMINISTRATOR,
  'POST /lich-phat/ngay-dac-biet/gio-phat': ADMINISTRATOR,
  'GET /lich-phat/ngay-dac-biet/:id{[0-9]+}': CALENDAR,
  'POST /lich-phat/ngay-dac-biet/:id{[0-9]+}': CALENDAR,
  'GET /lich-phat/ngay-dac-biet/:id{[0-9]+}/bo': CALENDAR,
  'POST /lich-phat/ngay-dac-biet/:id{[0-9]+}/bo': CALENDAR,
  'GET /api/v1/calendar': 'signed-in',
  'GET /api/v1/calendar/lunar-years/:year': 'signed-in',
  'GET /api/v1/special-days': 'signed-in',
  'POST /api/v1/special-days': CALENDAR,
  'GET /api/v1/special-days/:id': 'signed-in',
  'PUT /api/v1/special-days/:id': CALENDAR,
  'DELETE /api/v1/special-days/:id': CALENDAR,
  'GET /api/v1/day-types': 'signed-in',
  'PUT /api/v1/day-types': ADMINISTRATOR,

  // clashes, the envelope, simulation
  'GET /lich-phat/trung-lich': 'signed-in',
  'GET /lich-phat/mo-phong': 'signed-in',
  'GET /api/v1/simulation': 'signed-in',
  'GET /lich-phat/vuot-muc': 'signed-in',
  'GET /lich-phat/vuot-muc/them': APPROVER,
  'POST /lich-phat/vuot-muc': APPROVER,
  'GET /lich-phat/vuot-muc/:id{[0-9]+}/thu-hoi': APPROVER,
  'POST /lich-phat/vuot-muc/:id{[0-9]+}/thu-hoi': APPROVER,
  'GET /api/v1/overrides': 'signed-in',
  'POST /api/v1/overrides': APPROVER,
  'DELETE /api/v1/overrides/:id': APPROVER,

  // obligations: what is owed, what was made good, what counts for which period
  'GET /tien-do': 'signed-in',
  'GET /tien-do/:id/:day': 'signed-in',
  'GET /tien-do/:id/phat-bu/:airing': 'signed-in',
  'POST /tien-do/:id/phat-bu/:airing': EXCEPTIONS,
  'POST /tien-do/:id/phat-bu/:airing/bo': EXCEPTIONS,
  'GET /lich-phat/:slot/:day/doi-ky': EXCEPTIONS,
  'POST /lich-phat/:slot/:day/doi-ky': EXCEPTIONS,
  'POST /lich-phat/:slot/:day/doi-ky/bo': EXCEPTIONS,
  'GET /api/v1/obligations': 'signed-in',
  'GET /api/v1/obligations/:id': 'signed-in',
  'GET /api/v1/obligations/:id/debts': 'signed-in',
  'GET /api/v1/obligations/:id/debts/:airingId/places': 'signed-in',
  'PUT /api/v1/obligations/:id/debts/:airingId/make-good': EXCEPTIONS,
  'DELETE /api/v1/obligations/:id/debts/:airingId/make-good': EXCEPTIONS,
  'GET /api/v1/plans/:id/coverage': 'signed-in',
  'PUT /api/v1/slots/:id/occurrences/:recurrenceId/period': EXCEPTIONS,
  'DELETE /api/v1/slots/:id/occurrences/:recurrenceId/period': EXCEPTIONS,

  // the library
  'GET /kho-tu-lieu': 'signed-in',
  'POST /kho-tu-lieu': ['editor'],
  'GET /kho-tu-lieu/trang-thai': 'signed-in',
  'GET /kho-tu-lieu/:id': 'signed-in',
  'POST /kho-tu-lieu/:id': ['editor'],
  'GET /kho-tu-lieu/:id/am-thanh': 'signed-in',
  'GET /kho-tu-lieu/:id/sua': ['editor'],
  'GET /kho-tu-lieu/:id/dang-song': 'signed-in',
  'GET /kho-tu-lieu/:id/chuan-hoa-lai': ['editor'],
  'POST /kho-tu-lieu/:id/chuan-hoa-lai': ['editor'],
  'POST /kho-tu-lieu/:id/thu-lai': ['editor'],
  'GET /kho-tu-lieu/:id/luu-tru': ['editor'],
  'POST /kho-tu-lieu/:id/luu-tru': ['editor'],
  'POST /kho-tu-lieu/:id/khoi-phuc': ['editor'],
  'GET /api/v1/recordings': 'signed-in',
  'POST /api/v1/recordings': ['editor'],
  'GET /api/v1/recordings/:id': 'signed-in',
  'PATCH /api/v1/recordings/:id': ['editor'],
  'DELETE /api/v1/recordings/:id': ['editor'],
  'POST /api/v1/recordings/:id/retry': ['editor'],
  'POST /api/v1/recordings/:id/remake': ['editor'],
  'GET /api/v1/recordings/:id/waveform': 'signed-in',
  'GET /api/v1/recordings/:id/audio': 'signed-in',

  // The airing log. Whoever may read it page by page may have it as a file: those who only follow the station, and sum
  // up what it did for others, are whom the exports are for.
  'GET /nhat-ky': 'signed-in',
  'GET /nhat-ky/in': 'signed-in',
  'GET /nhat-ky/xuat.csv': 'signed-in',
  'GET /nhat-ky/xuat.xlsx': 'signed-in',
  'GET /nhat-ky/xuat.jsonl': 'signed-in',
  'GET /nhat-ky/:id{[0-9]+}': 'signed-in',
  'GET /api/v1/airings': 'signed-in',
  'GET /api/v1/airings/:id': 'signed-in',

  // reports: whoever may read the log may read what is made of it
  'GET /bao-cao': 'signed-in',
  'POST /bao-cao': REPORTER,
  'GET /bao-cao/dot-xuat': REPORTER,
  'POST /bao-cao/dot-xuat': REPORTER,
  'GET /bao-cao/cau-hinh': ['reporter', 'administrator'],
  'POST /bao-cao/cau-hinh': ['reporter', 'administrator'],
  'GET /bao-cao/:id{[0-9]+}': 'signed-in',
  'GET /bao-cao/:id{[0-9]+}/luot-phat': 'signed-in',
  'GET /bao-cao/:id{[0-9]+}/so-lieu.json': 'signed-in',
  'GET /bao-cao/:id{[0-9]+}/bao-cao.docx': 'signed-in',
  'GET /bao-cao/:id{[0-9]+}/bao-cao.pdf': 'signed-in',
  'GET /bao-cao/:id{[0-9]+}/noi-dung': REPORTER,
  'POST /bao-cao/:id{[0-9]+}/noi-dung': REPORTER,
  'GET /bao-cao/:id{[0-9]+}/chot': REPORTER,
  'POST /bao-cao/:id{[0-9]+}/chot': REPORTER,
  'GET /bao-cao/:id{[0-9]+}/trinh-ky': REPORTER,
  'POST /bao-cao/:id{[0-9]+}/trinh-ky': REPORTER,
  'GET /bao-cao/:id{[0-9]+}/da-gui': REPORTER,
  'POST /bao-cao/:id{[0-9]+}/da-gui': REPORTER,
  'GET /bao-cao/:id{[0-9]+}/mo-lai': REPORTER,
  'POST /bao-cao/:id{[0-9]+}/mo-lai': REPORTER,
  'GET /bao-cao/:id{[0-9]+}/xoa': REPORTER,
  'POST /bao-cao/:id{[0-9]+}/xoa': REPORTER,
  'GET /api/v1/report-periods': 'signed-in',
  'GET /api/v1/report-settings': 'signed-in',
  'PUT /api/v1/report-settings': ['reporter', 'administrator'],
  'GET /api/v1/reports': 'signed-in',
  'POST /api/v1/reports': REPORTER,
  'GET /api/v1/reports/:id': 'signed-in',
  'DELETE /api/v1/reports/:id': REPORTER,
  'GET /api/v1/reports/:id/figures': 'signed-in',
  'PUT /api/v1/reports/:id/writing': REPORTER,
  'GET /api/v1/reports/:id/events': 'signed-in',
  'POST /api/v1/reports/:id/events': REPORTER,
};

/** May `user` call `route` ("GET /lich-phat")? False for a route that does not exist, so menus show no dead link. */
export function may(user: User | undefined, route: string, table = ACCESS): boolean {
  const access = table[route];
  if (access === undefined) return false;
  if (access === 'public') return true;
  if (user === undefined) return false;
  return access === 'signed-in' || access.some((role) => user.roles.includes(role));
}

/** "GET /lich-phat/:day" for each handler this request can reach; middleware (registered for all methods) left out. */
export const patternsOf = (c: Context): string[] =>
  matchedRoutes(c)
    .filter((route) => route.method !== 'ALL')
    .map((route) => `${route.method} ${route.path}`);

/** Before every handler. Somebody unknown is asked to sign in; somebody known and not allowed is told so. */
export const guard = (table = ACCESS) =>
  createMiddleware<Env>(async (c, next) => {
    const user = c.get('user');
    if (patternsOf(c).every((pattern) => may(user, pattern, table))) return next();
    if (user) return refuse(c);
    if (isApi(c)) {
      c.header('WWW-Authenticate', 'Bearer');
      return problem(c, 401, 'Cần đăng nhập', 'Gửi kèm Authorization: Bearer dx_… hoặc đăng nhập trên trang.');
    }
    const { pathname, search } = new URL(c.req.url);
    // A part that htmx asked for must not become the sign-in page inside a table: htmx follows this header instead.
    if (c.req.header('HX-Request')) return c.body(null, 401, { 'HX-Redirect': '/dang-nhap' });
    const back = c.req.method === 'GET' && pathname !== '/' ? `?next=${encodeURIComponent(pathname + search)}` : '';
    return c.redirect(`/dang-nhap${back}`, 303);
  });

function refuse(c: Context<Env>): Response | Promise<Response> {
  const words =
    'Tài khoản này không có vai trò cần thiết. Nhờ người quản trị cấp thêm vai trò nếu việc này là của bạn.';
  if (isApi(c)) return problem(c, 403, 'Không có quyền', words);
  return c.render(MessagePage({ title: 'Không có quyền', words }), { title: 'Không có quyền', status: 403 });
}

/** Throws at start-up, naming every route that the table forgot. */
export function assertEveryRouteHasAccess(app: Hono<Env>, table = ACCESS): void {
  const open = app.routes
    .filter(({ method, path, handler }) => (method === 'ALL' ? handler.length < 2 : !(`${method} ${path}` in table)))
    .map(({ method, path }) => `${method} ${path}`);
  if (open.length > 0)
    throw new Error(`routes nobody was given access to (src/web/access.ts): ${[...new Set(open)].join(', ')}`);
}
