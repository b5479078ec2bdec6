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
import { isWithin, scopeOf } from '../core/scopes.ts';
import { isApi, problem } from './problem.ts';
import type { Env } from './station.ts';

/** `public`: anyone; `signed-in`: every user, whatever the role; else one of these roles. */
export type Access = 'public' | 'signed-in' | readonly Role[];

const ADMINISTRATOR = ['administrator'] as const;
const EDITOR = ['editor'] as const;
const APPROVER = ['approver'] as const;
const OPERATOR = ['operator'] as const;
const REPORTER = ['reporter'] as const;
/** Whoever answers for what was closed. */
const REOPENING = ['reporter', 'administrator'] as const;
const CORRECTIONS = ['operator', 'reporter', 'administrator'] as const;
/** A leader speaks to the village as well as who runs the station; only an operator cuts another's (live-forms.ts). */
const LIVE = ['operator', 'approver'] as const;
/** A slot is a standing arrangement; an exception is one day's, for those who make that day and air it. */
/** Whoever may have to warn the village: at night that is whoever is awake. */
const EMERGENCY = ['operator', 'approver', 'administrator'] as const;
const SLOTS = ['editor', 'operator', 'administrator'] as const;
/** What comes from above has to be taken in by whoever is there. */
const BULLETINS = ['editor', 'operator', 'approver', 'administrator'] as const;
/** Taken off the air also by who leads. */
const NOTICE_ENDS = ['editor', 'operator', 'approver'] as const;
const EXCEPTIONS = ['editor', 'operator'] as const;
/** Who is on duty is said by those who lead, and by those on duty among themselves. */
const ROSTER = ['operator', 'approver', 'administrator'] as const;

/** What the villagers said, with their names: whoever answers, and whoever reports on it. */
const FEEDBACK = ['editor', 'operator', 'reporter'] as const;
const CLUSTERS = ['operator', 'administrator'] as const;
/** What is paid to whom. */
const FEES = ['reporter', 'approver', 'administrator'] as const;

const STORAGE = ['editor', 'operator', 'administrator'] as const;

/** A plan says what is owed and when it sounds: whoever makes slots, or the station. */
const PLANS = ['editor', 'administrator'] as const;

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

  // one's own account; the second step of signing in is asked of whoever is nobody yet
  'GET /dang-nhap/ma': 'public',
  'POST /dang-nhap/ma': 'public',
  'GET /tai-khoan': 'signed-in',
  'POST /tai-khoan/phien/khac/ket-thuc': 'signed-in',
  'POST /tai-khoan/phien/:key{[0-9a-f]+}/ket-thuc': 'signed-in',
  'GET /tai-khoan/xac-thuc': 'signed-in',
  'POST /tai-khoan/xac-thuc': 'signed-in',
  'POST /tai-khoan/xac-thuc/ma-du-phong': 'signed-in',
  'GET /tai-khoan/xac-thuc/tat': 'signed-in',
  'POST /tai-khoan/xac-thuc/tat': 'signed-in',
  'GET /tai-khoan/ma-truy-cap/them': 'signed-in',
  'POST /tai-khoan/ma-truy-cap': 'signed-in',
  'GET /tai-khoan/ma-truy-cap/:id{[0-9]+}/thu-hoi': 'signed-in',
  'POST /tai-khoan/ma-truy-cap/:id{[0-9]+}/thu-hoi': 'signed-in',

  // the station's own books; files never have a villager's name
  'GET /so-sach': 'signed-in',
  ...Object.fromEntries(
    [
      'nhat-ky-phat-thanh',
      'lich-phat-thanh-tuan',
      'bieu-tien-do',
      'so-cum-loa',
      'so-y-kien',
      'so-duyet-tin-bai',
    ].flatMap((name) =>
      ['', '.xlsx', '.pdf'].map((end): [string, Access] => [`GET /so-sach/${name}${end}`, 'signed-in']),
    ),
  ),
  'GET /so-sach/bang-ke-nhuan-but': FEES,
  'GET /so-sach/bang-ke-nhuan-but.xlsx': FEES,
  'GET /so-sach/bang-ke-nhuan-but.pdf': FEES,
  'GET /api/v1/books/:name': 'signed-in',
  'GET /chu-de': 'signed-in',
  'GET /cum-loa': 'signed-in',
  'GET /cum-loa/them': CLUSTERS,
  'POST /cum-loa': CLUSTERS,
  'GET /cum-loa/xac-nhan': CLUSTERS,
  'POST /cum-loa/xac-nhan': CLUSTERS,
  'GET /cum-loa/:id{[A-Z0-9-]+}': 'signed-in',
  'POST /cum-loa/:id{[A-Z0-9-]+}': CLUSTERS,
  'GET /cum-loa/:id{[A-Z0-9-]+}/sua': CLUSTERS,
  'GET /cum-loa/:id{[A-Z0-9-]+}/kiem-tra': CLUSTERS,
  'POST /cum-loa/:id{[A-Z0-9-]+}/kiem-tra': CLUSTERS,
  'GET /cum-loa/:id{[A-Z0-9-]+}/su-co/:check{[0-9]+}': CLUSTERS,
  'POST /cum-loa/:id{[A-Z0-9-]+}/su-co/:check{[0-9]+}': CLUSTERS,
  'GET /cum-loa/:id{[A-Z0-9-]+}/luu-tru': CLUSTERS,
  'POST /cum-loa/:id{[A-Z0-9-]+}/luu-tru': CLUSTERS,
  'POST /cum-loa/:id{[A-Z0-9-]+}/khoi-phuc': CLUSTERS,
  'GET /api/v1/clusters': 'signed-in',
  'POST /api/v1/clusters': CLUSTERS,
  'GET /api/v1/clusters/:id': 'signed-in',
  'PUT /api/v1/clusters/:id': CLUSTERS,
  'DELETE /api/v1/clusters/:id': CLUSTERS,
  'GET /api/v1/clusters/:id/checks': 'signed-in',
  'POST /api/v1/clusters/:id/checks': CLUSTERS,
  'PUT /api/v1/clusters/:id/checks/:check/mending': CLUSTERS,
  'POST /api/v1/cluster-evidence': CLUSTERS,
  'GET /thong-bao': 'signed-in',
  'GET /thong-bao/cu': 'signed-in',
  'GET /thong-bao/cach-doc': 'signed-in',
  'POST /thong-bao/cach-doc': EDITOR,
  'GET /thong-bao/them': EDITOR,
  'POST /thong-bao': EDITOR,
  'POST /thong-bao/ghi-am': EDITOR,
  'GET /thong-bao/:id{[0-9]+}': 'signed-in',
  'GET /thong-bao/:id{[0-9]+}/sua': EDITOR,
  'POST /thong-bao/:id{[0-9]+}/sua': EDITOR,
  'GET /thong-bao/:id{[0-9]+}/noi-dung': EDITOR,
  'POST /thong-bao/:id{[0-9]+}/noi-dung': EDITOR,
  'POST /thong-bao/:id{[0-9]+}/ghi-am': EDITOR,
  'POST /thong-bao/:id{[0-9]+}/trinh': EDITOR,
  'POST /thong-bao/:id{[0-9]+}/duyet': APPROVER,
  'POST /thong-bao/:id{[0-9]+}/tra-lai': APPROVER,
  'POST /thong-bao/:id{[0-9]+}/da-nghe': APPROVER,
  'POST /thong-bao/:id{[0-9]+}/thu-hoi': APPROVER,
  'GET /thong-bao/:id{[0-9]+}/thoi': NOTICE_ENDS,
  'POST /thong-bao/:id{[0-9]+}/thoi': NOTICE_ENDS,
  'POST /thong-bao/:id{[0-9]+}/thu-tu': EXCEPTIONS,
  'GET /api/v1/notices': 'signed-in',
  'POST /api/v1/notices': EDITOR,
  'GET /api/v1/notices/pronunciations': 'signed-in',
  'PUT /api/v1/notices/pronunciations': EDITOR,
  'GET /api/v1/notices/:id': 'signed-in',
  'PUT /api/v1/notices/:id': EDITOR,
  'DELETE /api/v1/notices/:id': NOTICE_ENDS,
  'POST /api/v1/notices/:id/versions': EDITOR,
  'PUT /api/v1/notices/:id/submission': EDITOR,
  'PUT /api/v1/notices/:id/approval': APPROVER,
  'DELETE /api/v1/notices/:id/approval': APPROVER,
  'PUT /api/v1/notices/:id/return': APPROVER,
  'PUT /api/v1/notices/:id/listening': APPROVER,
  'PUT /api/v1/notices/:id/precedence': EXCEPTIONS,
  'GET /ban-tin': 'signed-in',
  'GET /ban-tin/them': BULLETINS,
  'POST /ban-tin': BULLETINS,
  'POST /ban-tin/am-thanh': BULLETINS,
  'POST /ban-tin/cap': BULLETINS,
  'GET /ban-tin/:id{[0-9]+}': 'signed-in',
  'GET /ban-tin/:id{[0-9]+}/cap.xml': 'signed-in',
  'GET /ban-tin/:id{[0-9]+}/nhan': EXCEPTIONS,
  'POST /ban-tin/:id{[0-9]+}/nhan': EXCEPTIONS,
  'GET /ban-tin/:id{[0-9]+}/khan-cap': EMERGENCY,
  'POST /ban-tin/:id{[0-9]+}/khan-cap': EMERGENCY,
  'POST /ban-tin/:id{[0-9]+}/khong-phat': NOTICE_ENDS,
  'GET /api/v1/bulletins': 'signed-in',
  'POST /api/v1/bulletins': BULLETINS,
  'POST /api/v1/bulletins/cap': BULLETINS,
  'GET /api/v1/bulletins/:id': 'signed-in',
  'PUT /api/v1/bulletins/:id/acceptance': EXCEPTIONS,
  'PUT /api/v1/bulletins/:id/emergency-draft': EMERGENCY,
  'PUT /api/v1/bulletins/:id/refusal': NOTICE_ENDS,
  'GET /y-kien': 'signed-in',
  'GET /y-kien/them': FEEDBACK,
  'POST /y-kien': FEEDBACK,
  'GET /y-kien/:id{[0-9]+}': 'signed-in',
  'GET /y-kien/:id{[0-9]+}/sua': FEEDBACK,
  'POST /y-kien/:id{[0-9]+}': FEEDBACK,
  'GET /api/v1/feedback': 'signed-in',
  'POST /api/v1/feedback': FEEDBACK,
  'GET /api/v1/feedback/:id': 'signed-in',
  'PUT /api/v1/feedback/:id': FEEDBACK,
  'GET /nhuan-but': FEES,
  'POST /nhuan-but': FEES,
  'POST /nhuan-but/:id{[0-9]+}/bo': FEES,
  'POST /nhuan-but/muc-chi': FEES,
  'POST /nhuan-but/so/:id{[0-9]+}': FEES,
  'POST /api/v1/fees/contributors': FEES,
  'GET /api/v1/fees': FEES,
  'POST /api/v1/fees': FEES,
  'DELETE /api/v1/fees/:id': FEES,

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

  // plans; a file on the machine itself is the administrator's
  'GET /ke-hoach': 'signed-in',
  'GET /ke-hoach/nap': PLANS,
  'POST /ke-hoach/nap': PLANS,
  // A plan file whole holds the addresses of relays, with their passwords.
  'GET /ke-hoach/ban-nhap/:id': SLOTS,
  'GET /ke-hoach/ban-nhap/:id/tep.yaml': SLOTS,
  'POST /ke-hoach/ban-nhap/:id/ap-dung': PLANS,
  'GET /ke-hoach/ban-nhap/:id/bo': PLANS,
  'POST /ke-hoach/ban-nhap/:id/bo': PLANS,
  'GET /ke-hoach/:id': 'signed-in',
  'GET /ke-hoach/:id/tep.yaml': SLOTS,
  'GET /ke-hoach/:id/ghi-tep': ADMINISTRATOR,
  'POST /ke-hoach/:id/ghi-tep': ADMINISTRATOR,
  'GET /ke-hoach/:id/nam-sau': PLANS,
  'POST /ke-hoach/:id/nam-sau': PLANS,
  'GET /api/v1/plan-drafts': 'signed-in',
  'POST /api/v1/plan-drafts': PLANS,
  'GET /api/v1/plan-drafts/:id': SLOTS,
  'DELETE /api/v1/plan-drafts/:id': PLANS,
  'POST /api/v1/plan-drafts/:id/force': PLANS,
  'POST /api/v1/plans/:id/next-year': PLANS,
  'GET /api/v1/plans/:id/file': SLOTS,
  'PUT /api/v1/plans/:id/file': ADMINISTRATOR,

  'GET /cau-hinh/thong-bao': ADMINISTRATOR,
  'POST /cau-hinh/thong-bao': ADMINISTRATOR,
  'POST /cau-hinh/thong-bao/gui-thu': ADMINISTRATOR,
  'GET /cau-hinh/thong-bao/webhook/them': ADMINISTRATOR,
  'POST /cau-hinh/thong-bao/webhook': ADMINISTRATOR,
  'GET /cau-hinh/thong-bao/webhook/:id{[0-9]+}': ADMINISTRATOR,
  'POST /cau-hinh/thong-bao/webhook/:id{[0-9]+}': ADMINISTRATOR,
  'POST /cau-hinh/thong-bao/webhook/:id{[0-9]+}/gui-thu': ADMINISTRATOR,
  'GET /cau-hinh/thong-bao/webhook/:id{[0-9]+}/bo': ADMINISTRATOR,
  'POST /cau-hinh/thong-bao/webhook/:id{[0-9]+}/bo': ADMINISTRATOR,
  'GET /cau-hinh/thong-bao/da-gui': ADMINISTRATOR,
  'POST /cau-hinh/thong-bao/da-gui/:id{[0-9]+}/gui-lai': ADMINISTRATOR,
  'GET /thong-bao/cua-toi': 'signed-in',
  'POST /thong-bao/cua-toi': 'signed-in',
  'GET /nguoi-dung/:id{[0-9]+}/thong-bao': ADMINISTRATOR,
  'POST /nguoi-dung/:id{[0-9]+}/thong-bao': ADMINISTRATOR,
  'GET /api/v1/notifications': ADMINISTRATOR,
  'POST /api/v1/notifications/:id/retry': ADMINISTRATOR,
  'GET /api/v1/mail-server': ADMINISTRATOR,
  'PUT /api/v1/mail-server': ADMINISTRATOR,
  'POST /api/v1/mail-server/trial': ADMINISTRATOR,
  'GET /api/v1/my-notifications': 'signed-in',
  'PUT /api/v1/my-notifications': 'signed-in',
  'GET /api/v1/webhooks': ADMINISTRATOR,
  'POST /api/v1/webhooks': ADMINISTRATOR,
  'PUT /api/v1/webhooks/:id': ADMINISTRATOR,
  'DELETE /api/v1/webhooks/:id': ADMINISTRATOR,

  'GET /cau-hinh/nhat-ky-hoat-dong': ADMINISTRATOR,
  'GET /cau-hinh/nhat-ky-hoat-dong/xuat.csv': ADMINISTRATOR,
  'GET /cau-hinh/nhat-ky-hoat-dong/xuat.jsonl': ADMINISTRATOR,
  'GET /api/v1/audit': ADMINISTRATOR,
  'GET /nguoi-dung': ADMINISTRATOR,
  'GET /nguoi-dung/them': ADMINISTRATOR,
  'POST /nguoi-dung': ADMINISTRATOR,
  'GET /nguoi-dung/:id': ADMINISTRATOR,
  'POST /nguoi-dung/:id': ADMINISTRATOR,
  'POST /nguoi-dung/:id/lien-ket': ADMINISTRATOR,
  'GET /nguoi-dung/:id/khoa': ADMINISTRATOR,
  'POST /nguoi-dung/:id/khoa': ADMINISTRATOR,
  'POST /nguoi-dung/:id/mo-khoa': ADMINISTRATOR,
  'POST /nguoi-dung/:id/cho-thu-lai': ADMINISTRATOR,
  'POST /nguoi-dung/:id/phien/:key{[0-9a-f]+}/ket-thuc': ADMINISTRATOR,
  'GET /nguoi-dung/:id/xac-thuc': ADMINISTRATOR,
  'POST /nguoi-dung/:id/xac-thuc': ADMINISTRATOR,
  'GET /nguoi-dung/:id/ma-truy-cap/:code{[0-9]+}': ADMINISTRATOR,
  'POST /nguoi-dung/:id/ma-truy-cap/:code{[0-9]+}': ADMINISTRATOR,
  'GET /nguoi-dung/thay': ADMINISTRATOR,
  'GET /nguoi-dung/thay/them': ADMINISTRATOR,
  'POST /nguoi-dung/thay': ADMINISTRATOR,
  'GET /nguoi-dung/thay/:id{[0-9]+}/ket-thuc': ADMINISTRATOR,
  'POST /nguoi-dung/thay/:id{[0-9]+}/ket-thuc': ADMINISTRATOR,
  'GET /cau-hinh/dang-nhap': ADMINISTRATOR,
  'POST /cau-hinh/dang-nhap': ADMINISTRATOR,
  'GET /api/v1/people': ADMINISTRATOR,
  'POST /api/v1/people': ADMINISTRATOR,
  'GET /api/v1/people/:id': ADMINISTRATOR,
  'PUT /api/v1/people/:id': ADMINISTRATOR,
  'PUT /api/v1/people/:id/lock': ADMINISTRATOR,
  'DELETE /api/v1/people/:id/lock': ADMINISTRATOR,
  'POST /api/v1/people/:id/password-links': ADMINISTRATOR,
  'GET /api/v1/people/:id/sessions': ADMINISTRATOR,
  'DELETE /api/v1/people/:id/sessions/:key': ADMINISTRATOR,
  'DELETE /api/v1/people/:id/second-factor': ADMINISTRATOR,
  'DELETE /api/v1/people/:id/back-off': ADMINISTRATOR,
  'GET /api/v1/tokens': ADMINISTRATOR,
  'DELETE /api/v1/tokens/:id': ADMINISTRATOR,
  'GET /api/v1/substitutions': ADMINISTRATOR,
  'POST /api/v1/substitutions': ADMINISTRATOR,
  'DELETE /api/v1/substitutions/:id': ADMINISTRATOR,
  'GET /api/v1/sign-in-settings': ADMINISTRATOR,
  'PUT /api/v1/sign-in-settings': ADMINISTRATOR,
  'GET /api/v1/my-account': 'signed-in',
  'POST /api/v1/my-account/second-factor/offers': 'signed-in',
  'PUT /api/v1/my-account/second-factor': 'signed-in',
  'POST /api/v1/my-account/second-factor/end': 'signed-in',
  'GET /api/v1/my-sessions': 'signed-in',
  'DELETE /api/v1/my-sessions/:key': 'signed-in',
  'GET /api/v1/my-tokens': 'signed-in',
  'POST /api/v1/my-tokens': 'signed-in',
  'DELETE /api/v1/my-tokens/:id': 'signed-in',

  // programmes, episodes, approval
  'GET /chuyen-muc': 'signed-in',
  'GET /chuyen-muc/them': EDITOR,
  'POST /chuyen-muc': EDITOR,
  'GET /chuyen-muc/:id': 'signed-in',
  'GET /chuyen-muc/:id/sua': EDITOR,
  'POST /chuyen-muc/:id': EDITOR,
  'GET /chuyen-muc/:id/so/them': EDITOR,
  'POST /chuyen-muc/:id/so': EDITOR,
  'GET /chuyen-muc/:id/so/danh-so': EDITOR,
  'GET /so/nghe': EDITOR,
  'GET /so/:id/kich-ban': 'signed-in',
  'GET /so/:id/kich-ban.pdf': 'signed-in',
  'GET /so/:id/kich-ban/sua': EDITOR,
  'POST /so/:id/kich-ban': EDITOR,
  'POST /so/:id/kich-ban/tep': EDITOR,
  'GET /so/:id/kich-ban/tep/:tep': 'signed-in',
  'POST /so/:id/kich-ban/tep/:tep/bo': EDITOR,
  'GET /so/:id': 'signed-in',
  'GET /so/:id/sua': EDITOR,
  'POST /so/:id': EDITOR,
  'GET /so/:id/luu-tru': EDITOR,
  'POST /so/:id/luu-tru': EDITOR,
  'POST /so/:id/khoi-phuc': EDITOR,
  'POST /so/:id/trinh-duyet': EDITOR,
  'POST /so/:id/thu-hoi-trinh': EDITOR,
  'GET /duyet': 'signed-in',
  'GET /duyet/nhieu': APPROVER,
  'POST /duyet/nhieu/duyet': APPROVER,
  'POST /duyet/:id/tra-lai': APPROVER,
  'POST /duyet/:id/da-nghe': APPROVER,
  'GET /duyet/uy-quyen': 'signed-in',
  'GET /duyet/uy-quyen/them': ADMINISTRATOR,
  'POST /duyet/uy-quyen/them': ADMINISTRATOR,
  'GET /duyet/mot-nguoi/dat': ADMINISTRATOR,
  'POST /duyet/mot-nguoi/dat': ADMINISTRATOR,
  'GET /duyet/mot-nguoi/:sole{[0-9]+}/ket-thuc': ADMINISTRATOR,
  'POST /duyet/mot-nguoi/:sole{[0-9]+}/ket-thuc': ADMINISTRATOR,
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
  'GET /api/v1/programmes/:id/numbering': 'signed-in',
  'GET /api/v1/episodes/:id/script': 'signed-in',
  'PUT /api/v1/episodes/:id/script': EDITOR,
  'POST /api/v1/episodes/:id/script/files': EDITOR,
  'GET /api/v1/episodes/:id/script/files/:fileId': 'signed-in',
  'DELETE /api/v1/episodes/:id/script/files/:fileId': EDITOR,
  'GET /api/v1/episodes/:id': 'signed-in',
  'PUT /api/v1/episodes/:id': EDITOR,
  'DELETE /api/v1/episodes/:id': EDITOR,
  'GET /api/v1/episodes/:id/approval': 'signed-in',
  'PUT /api/v1/episodes/:id/approval': APPROVER,
  'DELETE /api/v1/episodes/:id/approval': APPROVER,
  'GET /api/v1/episodes/:id/steps': 'signed-in',
  'POST /api/v1/episodes/:id/decisions': APPROVER,
  'PUT /api/v1/episodes/:id/submission': EDITOR,
  'DELETE /api/v1/episodes/:id/submission': EDITOR,
  'PUT /api/v1/episodes/:id/listening': APPROVER,
  'GET /api/v1/approval-deputies': 'signed-in',
  'POST /api/v1/approval-deputies': ADMINISTRATOR,
  'GET /api/v1/sole-modes': 'signed-in',
  'POST /api/v1/sole-modes': ADMINISTRATOR,
  'DELETE /api/v1/sole-modes/:id': ADMINISTRATOR,

  // today, the air and its commands, the built-in stream
  'GET /': 'signed-in',
  'GET /su-kien': 'signed-in',
  'GET /live/:file{[\\w-]+\\.[a-z0-9]+}': 'public',
  'GET /truc-tiep': LIVE,
  'POST /truc-tiep': LIVE,
  'GET /truc-tiep/:id{[0-9]+}': LIVE,
  'GET /truc-tiep/:id{[0-9]+}/am-thanh': LIVE,
  'POST /truc-tiep/:id{[0-9]+}/len-song': LIVE,
  'GET /truc-tiep/:id{[0-9]+}/ngat': LIVE,
  'POST /truc-tiep/:id{[0-9]+}/ngat': LIVE,
  'GET /api/v1/lives': 'signed-in',
  'POST /api/v1/lives': LIVE,
  'GET /api/v1/lives/:id': 'signed-in',
  'PUT /api/v1/lives/:id/air': LIVE,
  'DELETE /api/v1/lives/:id/air': LIVE,
  'GET /dung-phat': OPERATOR,
  'GET /phat-ngay': OPERATOR,
  'GET /dieu-khien': OPERATOR,
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
  'POST /lich-phat/:slot/:day/thu-tu': EXCEPTIONS,
  'POST /lich-phat/:slot/:day/thong-bao/:notice{[0-9]+}/bo': EXCEPTIONS,
  'POST /lich-phat/:slot/:day/thong-bao/:notice{[0-9]+}/lay-lai': EXCEPTIONS,
  'PUT /api/v1/slots/:id/occurrences/:recurrenceId/left-out/:notice': EXCEPTIONS,
  'DELETE /api/v1/slots/:id/occurrences/:recurrenceId/left-out/:notice': EXCEPTIONS,
  'GET /lich-phat/chen': EXCEPTIONS,
  'POST /lich-phat/chen': EXCEPTIONS,
  'POST /lich-phat/lam-lai': EXCEPTIONS,
  'POST /api/v1/slots/:id/occurrences/:recurrenceId/order': EXCEPTIONS,
  'PUT /api/v1/slots/:id/occurrences/:recurrenceId/items/:item': EXCEPTIONS,
  'DELETE /api/v1/slots/:id/occurrences/:recurrenceId/items/:item': EXCEPTIONS,
  'POST /api/v1/playlist/insertions': EXCEPTIONS,
  'POST /api/v1/changes/:id/redo': EXCEPTIONS,

  // the operator's day: checked, handed over, and who is on duty
  'POST /lich-phat/kiem-tra': OPERATOR,
  'GET /api/v1/playlist/:day/sign-off': 'signed-in',
  'POST /api/v1/playlist/:day/sign-off': OPERATOR,
  'GET /giao-ca': 'signed-in',
  'POST /giao-ca': OPERATOR,
  'POST /giao-ca/:id/nhan': OPERATOR,
  'GET /api/v1/handovers': 'signed-in',
  'POST /api/v1/handovers': OPERATOR,
  'PUT /api/v1/handovers/:id/reading': OPERATOR,
  'GET /lich-truc': 'signed-in',
  'GET /lich-truc/them': ROSTER,
  'POST /lich-truc': ROSTER,
  'GET /lich-truc/:id{[0-9]+}': ROSTER,
  'POST /lich-truc/:id{[0-9]+}': ROSTER,
  'GET /lich-truc/:id{[0-9]+}/bo': ROSTER,
  'POST /lich-truc/:id{[0-9]+}/bo': ROSTER,
  'GET /api/v1/duty-shifts': 'signed-in',
  'GET /api/v1/duty-shifts/on-duty': 'signed-in',
  'POST /api/v1/duty-shifts': ROSTER,
  'PUT /api/v1/duty-shifts/:id': ROSTER,
  'DELETE /api/v1/duty-shifts/:id': ROSTER,

  // sessions: what they are made of
  'GET /mau-buoi': 'signed-in',
  'GET /mau-buoi/them': SLOTS,
  'POST /mau-buoi': SLOTS,
  'GET /mau-buoi/:id': 'signed-in',
  'POST /mau-buoi/:id': SLOTS,
  'GET /mau-buoi/:id/muc/them': SLOTS,
  'POST /mau-buoi/:id/muc': SLOTS,
  'GET /mau-buoi/:id/muc/:key{[0-9]+}': SLOTS,
  'POST /mau-buoi/:id/muc/:key{[0-9]+}': SLOTS,
  'POST /mau-buoi/:id/muc/:key{[0-9]+}/thu-tu': SLOTS,
  'POST /mau-buoi/:id/muc/:key{[0-9]+}/bo': SLOTS,
  'GET /mau-buoi/:id/luu-tru': SLOTS,
  'POST /mau-buoi/:id/luu-tru': SLOTS,
  'POST /mau-buoi/:id/khoi-phuc': SLOTS,
  'GET /api/v1/session-templates': 'signed-in',
  'POST /api/v1/session-templates': SLOTS,
  'GET /api/v1/session-templates/:id': 'signed-in',
  'PUT /api/v1/session-templates/:id': SLOTS,
  'DELETE /api/v1/session-templates/:id': SLOTS,
  'GET /khung-gio': 'signed-in',
  'GET /khung-gio/them': SLOTS,
  'POST /khung-gio': SLOTS,
  'POST /khung-gio/xem-truoc': SLOTS,
  'POST /khung-gio/nghe-thu': SLOTS,
  'POST /api/v1/relay-probes': SLOTS,
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

  // iCalendar: a secret link is the right to read; the file with every setting is for those who make slots
  'GET /lich/:file{[\\w-]+\\.ics}': 'public',
  'GET /lich-phat/ics': 'signed-in',
  'GET /lich-phat/ics/tai-ve': 'signed-in',
  'POST /lich-phat/ics/lien-ket': SLOTS,
  'GET /lich-phat/ics/lien-ket/:id{[0-9]+}/thu-hoi': SLOTS,
  'POST /lich-phat/ics/lien-ket/:id{[0-9]+}/thu-hoi': SLOTS,
  'POST /lich-phat/ics/xem-truoc': SLOTS,
  'POST /lich-phat/ics/nhap': SLOTS,
  'GET /api/v1/calendar-feeds': 'signed-in',
  'POST /api/v1/calendar-feeds': SLOTS,
  'DELETE /api/v1/calendar-feeds/:id': SLOTS,
  'GET /api/v1/slots.ics': 'signed-in',
  'POST /api/v1/slots/import': SLOTS,

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

  // emergencies
  'GET /khan-cap': EMERGENCY,
  'GET /khan-cap/dang-phat': EMERGENCY,
  'POST /khan-cap/loi': EMERGENCY,
  'POST /khan-cap/ghi-am': EMERGENCY,
  'GET /khan-cap/soan': EMERGENCY,
  'GET /khan-cap/lenh': EMERGENCY,
  'POST /khan-cap/lenh': EMERGENCY,
  'GET /khan-cap/lan/:key': EMERGENCY,
  'POST /khan-cap/lan/:key/dung': EMERGENCY,
  'POST /khan-cap/lan/:key/y-kien': APPROVER,
  'GET /khan-cap/ban-tin/them': EMERGENCY,
  'POST /khan-cap/ban-tin': EMERGENCY,
  'GET /khan-cap/ban-tin/:id{[0-9]+}': EMERGENCY,
  'POST /khan-cap/ban-tin/:id{[0-9]+}': EMERGENCY,
  'GET /khan-cap/ban-tin/:id{[0-9]+}/bo': EMERGENCY,
  'POST /khan-cap/ban-tin/:id{[0-9]+}/bo': EMERGENCY,
  'GET /khan-cap/cai-dat': ADMINISTRATOR,
  'POST /khan-cap/cai-dat': ADMINISTRATOR,
  'GET /api/v1/emergencies': 'signed-in',
  'POST /api/v1/emergencies': EMERGENCY,
  'GET /api/v1/emergencies/:key': 'signed-in',
  'PUT /api/v1/emergencies/:key/stop': EMERGENCY,
  'PUT /api/v1/emergencies/:key/approval': APPROVER,
  'GET /api/v1/emergency-messages': 'signed-in',
  'POST /api/v1/emergency-messages': EMERGENCY,
  'GET /api/v1/emergency-messages/:id': 'signed-in',
  'PUT /api/v1/emergency-messages/:id': EMERGENCY,
  'DELETE /api/v1/emergency-messages/:id': EMERGENCY,
  'POST /api/v1/emergency-speech': EMERGENCY,
  'GET /api/v1/emergency-settings': 'signed-in',
  'PUT /api/v1/emergency-settings': ADMINISTRATOR,

  // the library
  'GET /kho-tu-lieu': 'signed-in',
  'POST /kho-tu-lieu': ['editor'],
  'GET /kho-tu-lieu/trang-thai': 'signed-in',
  // What takes up the disk is for whoever fills it; what goes for good is the administrator's word.
  'GET /kho-tu-lieu/dung-luong': STORAGE,
  'GET /kho-tu-lieu/dung-luong/:kind': ADMINISTRATOR,
  'POST /kho-tu-lieu/dung-luong/:kind': ADMINISTRATOR,
  'GET /api/v1/storage': STORAGE,
  'POST /api/v1/storage/clean-ups': ADMINISTRATOR,
  'POST /kho-tu-lieu/tai-do/:id{[0-9a-f]+}/bo': ['editor'],
  'POST /kho-tu-lieu/chia-se': ['editor'],
  'GET /dai.webmanifest': 'public',
  'OPTIONS /api/v1/uploads': ['editor'],
  'GET /api/v1/uploads': ['editor'],
  'POST /api/v1/uploads': ['editor'],
  'GET /api/v1/uploads/:id': ['editor'],
  'PATCH /api/v1/uploads/:id': ['editor'],
  'DELETE /api/v1/uploads/:id': ['editor'],
  'GET /kho-tu-lieu/:id': 'signed-in',
  'POST /kho-tu-lieu/:id': ['editor'],
  'GET /kho-tu-lieu/:id/am-thanh': 'signed-in',
  'GET /kho-tu-lieu/:id/sua': ['editor'],
  'GET /kho-tu-lieu/:id/dang-song': 'signed-in',
  'GET /kho-tu-lieu/:id/dang-song-goc': 'signed-in',
  'POST /kho-tu-lieu/:id/diem': ['editor'],
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
  'PUT /api/v1/recordings/:id/points': ['editor'],
  'GET /api/v1/recordings/:id/airings': 'signed-in',
  'GET /api/v1/recordings/:id/audio': 'signed-in',

  // The airing log. Whoever may read it page by page may have it as a file: those who only follow the station, and sum
  // up what it did for others, are whom the exports are for.
  'GET /nhat-ky': 'signed-in',
  'GET /nhat-ky/in': 'signed-in',
  'GET /nhat-ky/xuat.csv': 'signed-in',
  'GET /nhat-ky/xuat.xlsx': 'signed-in',
  'GET /nhat-ky/xuat.jsonl': 'signed-in',
  'GET /nhat-ky/:id{[0-9]+}': 'signed-in',
  // Whoever may hear a recording before the air may hear what the whole village did.
  'GET /nhat-ky/:id{[0-9]+}/nghe-lai': 'signed-in',
  'GET /api/v1/airings/:id/audio': 'signed-in',
  'GET /nhat-ky/:id{[0-9]+}/trich-doan/:sha256{[0-9a-f]+}': 'signed-in',
  'POST /nhat-ky/:id{[0-9]+}/doi-chieu': CORRECTIONS,
  'GET /api/v1/airings/:id/evidence': 'signed-in',
  'GET /nhat-ky/doi-chieu': 'signed-in',
  'POST /nhat-ky/doi-chieu/nguyen-nhan': CORRECTIONS,
  'POST /nhat-ky/doi-chieu/de-xuat': CORRECTIONS,
  'POST /nhat-ky/doi-chieu/khoa': CORRECTIONS,
  'GET /nhat-ky/doi-chieu/mo-lai': REOPENING,
  'POST /nhat-ky/doi-chieu/mo-lai': REOPENING,
  'GET /api/v1/reconciliation': 'signed-in',
  'GET /api/v1/day-closings': 'signed-in',
  'POST /api/v1/day-closings': CORRECTIONS,
  'POST /api/v1/day-closings/:day/reopening': REOPENING,
  'POST /api/v1/entries/:id/causes': CORRECTIONS,
  'POST /api/v1/airings/:id/evidence': CORRECTIONS,
  'GET /api/v1/airings/:id/excerpts/:sha256': 'signed-in',
  'GET /api/v1/incidents': 'signed-in',
  'POST /dong-ho': OPERATOR,
  'POST /api/v1/clock-confirmations': OPERATOR,
  // What was written is touched by nobody; what is said of it afterwards is said by whoever runs or sums up the log.
  'GET /nhat-ky/:id{[0-9]+}/dinh-chinh': CORRECTIONS,
  'POST /nhat-ky/:id{[0-9]+}/dinh-chinh': CORRECTIONS,
  'POST /nhat-ky/:id{[0-9]+}/nguyen-nhan': CORRECTIONS,
  'GET /nhat-ky/niem-phong': 'signed-in',
  'POST /nhat-ky/niem-phong': CORRECTIONS,
  'GET /nhat-ky/niem-phong/:day': 'signed-in',
  'GET /nhat-ky/xuat.chuoi.jsonl': 'signed-in',
  'GET /nhat-ky/verify.mjs': 'public',
  'GET /api/v1/airings/:id/corrections': 'signed-in',
  'POST /api/v1/airings/:id/corrections': CORRECTIONS,
  'GET /api/v1/airings/:id/causes': 'signed-in',
  'POST /api/v1/airings/:id/causes': CORRECTIONS,
  'GET /api/v1/seals': 'signed-in',
  'POST /api/v1/seals': CORRECTIONS,
  'GET /api/v1/chain': 'signed-in',
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

/** Who may call it by their role. */
export const rolesOf = (route: string, table = ACCESS): readonly Role[] => {
  const access = table[route];
  return access === undefined || typeof access === 'string' ? [] : access;
};

/** What whoever asks may do; a page leaves out what they may not. */
export const mayOf =
  (c: Context<Env>) =>
  (route: string): boolean =>
    may(c.get('user'), route);

/** "GET /lich-phat/:day" for each handler this request can reach; middleware (registered for all methods) left out. */
export const patternsOf = (c: Context): string[] =>
  matchedRoutes(c)
    .filter((route) => route.method !== 'ALL')
    .map((route) => `${route.method} ${route.path}`);

/** Before every handler. Somebody unknown is asked to sign in; somebody known and not allowed is told so. */
export const guard = (table = ACCESS) =>
  createMiddleware<Env>(async (c, next) => {
    const user = c.get('user');
    const patterns = patternsOf(c);
    if (patterns.every((pattern) => may(user, pattern, table))) {
      if (!user || patterns.every((pattern) => table[pattern] === 'public')) return next();
      if (c.get('owesFactor') && !patterns.every((pattern) => SET_UP.includes(pattern)))
        return isApi(c) ? refuse(c, OWES_FACTOR) : c.redirect('/tai-khoan/xac-thuc', 303);
      const words = scopeComplaint(c, patterns);
      return words ? refuse(c, words) : next();
    }
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

/** What is open to somebody whose role asks for a second factor they do not have. */
const SET_UP = [
  ...['GET /tai-khoan/xac-thuc', 'POST /tai-khoan/xac-thuc'],
  ...['POST /api/v1/my-account/second-factor/offers', 'PUT /api/v1/my-account/second-factor'],
];
const OWES_FACTOR = 'Vai trò của tài khoản này phải xác thực hai bước; bật ở trang Tài khoản trước đã.';

/** A token with scopes opens what they name and nothing else, no page among it. */
function scopeComplaint(c: Context<Env>, patterns: readonly string[]): string | undefined {
  const granted = c.get('token')?.scopes ?? null;
  const closed = patterns.find((pattern) => !isWithin(scopeOf(pattern) ?? 'none', granted));
  return closed && `Mã truy cập này không có phạm vi cần thiết: ${scopeOf(closed) ?? 'chỉ mở từ trình duyệt'}.`;
}

function refuse(
  c: Context<Env>,
  words = 'Tài khoản này không có vai trò cần thiết. Nhờ người quản trị cấp thêm vai trò nếu việc này là của bạn.',
): Response | Promise<Response> {
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
