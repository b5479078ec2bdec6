/** Thông báo: those in use in their order, the places they take in the coming days, and what finds no place. */
import { NOTICE_STATES, type NoticeInFull, type NoticePrecedence, type NoticeState } from '../src/core/notices.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { framesToMs } from '../src/core/time.ts';
import { formatDate, formatDateTime, lengthInWords } from '../src/core/vietnamese.ts';
import { type Heard, HeardBadge } from './approval-parts.tsx';
import {
  Button,
  ButtonLink,
  EmptyState,
  ErrorSummary,
  Field,
  type FormValues,
  PageHead,
  Pager,
  StatusBadge,
  Table,
  type Tone,
  textOf,
} from './parts.tsx';

export const NOTICES_PATH = '/thong-bao';
export const BULLETINS_PATH = '/ban-tin';

export type May = (route: string) => boolean;

export type NoticeLine = {
  readonly notice: NoticeInFull;
  readonly state: NoticeState;
  /** `17:25, 10/09/2025`, when it is on the playlist. */
  readonly next: string | null;
};

/** A place for notices on the playlist, with what it has. */
export type NoticePlace = {
  readonly key: string;
  readonly href: string;
  /** `Thứ Tư, 10/09/2025 17:25`. */
  readonly when: string;
  readonly title: string;
  readonly titles: readonly string[];
  /** `Nội dung 04 phút trong 05 phút: thiếu 01 phút`; of an item of a session, how long it is. */
  readonly fit: string;
  readonly isOver: boolean;
};

/** A day on which one is heard less often than it should be. */
export type Shortage = { readonly day: string; readonly title: string; readonly id: number; readonly words: string };

const TONES: Readonly<Record<NoticeState, Tone>> = {
  draft: 'quiet',
  waiting: 'busy',
  returned: 'warn',
  running: 'good',
  coming: 'good',
  over: 'quiet',
  ended: 'quiet',
};

export const NoticeBadge = ({ state }: { state: NoticeState }) => (
  <StatusBadge tone={TONES[state]}>{NOTICE_STATES[state]}</StatusBadge>
);

export const daysWords = ({ validFrom, validUntil }: Pick<NoticeInFull, 'validFrom' | 'validUntil'>): string =>
  validFrom === validUntil ? formatDate(validFrom) : `${formatDate(validFrom)} – ${formatDate(validUntil)}`;

export const lengthOfVersion = ({ versions }: NoticeInFull): string => {
  const frames = versions[0]?.sound.playoutFrames ?? null;
  return frames === null ? 'chưa có âm thanh' : lengthInWords(framesToMs(frames));
};

type PageProps = {
  lines: readonly NoticeLine[];
  places: readonly NoticePlace[];
  shortages: readonly Shortage[];
  precedences: readonly NoticePrecedence[];
  /** The station keeps a place for notices at all. */
  hasPlaces: boolean;
  may: May;
  zone: string;
  /** Of a change of order that was refused. */
  values?: FormValues;
  errors?: FieldErrors;
};

export const NoticesPage = (props: PageProps) => {
  const { lines, may, hasPlaces } = props;
  const add = may(`POST ${NOTICES_PATH}`) && (
    <ButtonLink href={`${NOTICES_PATH}/them`} icon="plus" tone="main">
      Thêm thông báo
    </ButtonLink>
  );
  return (
    <>
      <PageHead title="Thông báo" lead="Máy đọc hoặc người đọc, phát vào các khung dành cho thông báo">
        {add}
        <ButtonLink href={BULLETINS_PATH}>Bản tin cấp trên</ButtonLink>
        <ButtonLink href={`${NOTICES_PATH}/cach-doc`}>Cách đọc chữ viết tắt</ButtonLink>
      </PageHead>
      <ErrorSummary errors={props.errors} title="Chưa đổi được thứ tự:" />
      {!hasPlaces && (
        <p class="flash warn" role="status">
          Lịch phát chưa có khung giờ hay mục nào dành cho thông báo.{' '}
          {may('GET /khung-gio/them') && <a href="/khung-gio/them">Thêm khung giờ</a>}
        </p>
      )}
      {props.shortages.length > 0 && (
        <section class="flash warn" aria-label="Thông báo thiếu chỗ">
          <ul>
            {props.shortages.map(({ id, day, title, words }) => (
              <li>
                {day}: <a href={`${NOTICES_PATH}/${id}`}>“{title}”</a> {words}
              </li>
            ))}
          </ul>
        </section>
      )}
      {lines.length === 0 ? (
        <EmptyState title="Chưa có thông báo nào" action={add}>
          Gõ nội dung để máy đọc, hoặc ghi âm. Sau khi được duyệt, thông báo tự vào các khung dành cho thông báo trong
          những ngày đã chọn.
        </EmptyState>
      ) : (
        <NoticeTable {...props} />
      )}
      <Places {...props} />
      <Precedences {...props} />
      <p>
        <a href={`${NOTICES_PATH}/cu`}>Thông báo đã hết hạn hoặc thôi phát</a>
      </p>
    </>
  );
};

const NoticeTable = ({ lines, may, values = {} }: PageProps) => (
  <Table
    stack
    caption="Thông báo, theo thứ tự phát"
    head={['Thông báo', 'Ngày phát', 'Mỗi ngày', 'Phát tới', 'Tình trạng', 'Thứ tự'].map((one) => (
      <th scope="col">{one}</th>
    ))}
  >
    {lines.map(({ notice, state, next }, i) => {
      const above = lines[i - 1]?.notice;
      return (
        <tr>
          <td class="what">
            <a href={`${NOTICES_PATH}/${notice.id}`}>{notice.title}</a>
            <small>{[notice.source, lengthOfVersion(notice)].filter(Boolean).join(' · ')}</small>
            {notice.isPriority && <StatusBadge tone="warn">Ưu tiên</StatusBadge>}
          </td>
          <td data-label="Ngày phát">{daysWords(notice)}</td>
          <td data-label="Mỗi ngày">{notice.timesPerDay} lần</td>
          <td data-label={next ? 'Phát tới' : undefined}>{next}</td>
          <td>
            <NoticeBadge state={state} />
          </td>
          <td class="row-actions">
            {above && above.isPriority === notice.isPriority && may(`POST ${NOTICES_PATH}/:id{[0-9]+}/thu-tu`) && (
              <OrderForm
                notice={notice}
                above={above}
                reason={textOf(values, 'id') === String(notice.id) ? textOf(values, 'reason') : ''}
              />
            )}
          </td>
        </tr>
      );
    })}
  </Table>
);

/** One up; of two priority ones with the reason, which is kept. */
const OrderForm = ({ notice, above, reason }: { notice: NoticeInFull; above: NoticeInFull; reason: string }) =>
  notice.isPriority ? (
    <details open={reason !== ''}>
      <summary>Cho phát trước</summary>
      <form method="post" action={`${NOTICES_PATH}/${notice.id}/thu-tu`}>
        <input type="hidden" name="beforeId" value={String(above.id)} />
        <label>
          Vì sao phát trước “{above.title}”
          <input name="reason" value={reason} maxlength={300} required />
        </label>
        <Button icon="up">Cho phát trước</Button>
      </form>
    </details>
  ) : (
    <form method="post" action={`${NOTICES_PATH}/${notice.id}/thu-tu`} class="one-button">
      <input type="hidden" name="beforeId" value={String(above.id)} />
      <button type="submit" class="button" aria-label={`Chuyển “${notice.title}” lên trước “${above.title}”`}>
        Lên trước
      </button>
    </form>
  );

const Places = ({ places, hasPlaces }: PageProps) =>
  !hasPlaces ? null : (
    <section aria-labelledby="cho-phat">
      <h2 id="cho-phat">Các khung thông báo sắp tới</h2>
      {places.length === 0 ? (
        <p class="hint">Ba ngày tới không có khung thông báo nào còn phía trước.</p>
      ) : (
        <Table
          stack
          caption="Mỗi khung có thông báo nào, trong ba ngày tới"
          head={['Lúc', 'Khung', 'Sẽ phát', 'Thời lượng'].map((one) => <th scope="col">{one}</th>)}
        >
          {places.map((place) => (
            <tr>
              <td class="figure">
                <a href={place.href}>{place.when}</a>
              </td>
              <td data-label="Khung">{place.title}</td>
              <td data-label="Sẽ phát">
                {place.titles.length > 0
                  ? place.titles.map((one, i) => `${i + 1}. ${one}`).join('; ')
                  : 'Chưa có thông báo nào'}
              </td>
              <td class={place.isOver ? 'wrong' : undefined}>{place.fit}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );

const Precedences = ({ precedences, zone }: PageProps) =>
  precedences.length === 0 ? null : (
    <section aria-labelledby="thu-tu-uu-tien">
      <h2 id="thu-tu-uu-tien">Quyết định thứ tự bản tin ưu tiên</h2>
      <Table
        stack
        caption="Bản tin nào phát trước, vì sao, mới nhất trước"
        head={['Lúc', 'Phát trước', 'Phát sau', 'Lý do', 'Người quyết định'].map((one) => <th scope="col">{one}</th>)}
      >
        {precedences.map((one) => (
          <tr>
            <td class="figure">{formatDateTime(one.decidedAt, zone)}</td>
            <td data-label="Phát trước">
              <a href={`${NOTICES_PATH}/${one.firstId}`}>{one.firstTitle}</a>
            </td>
            <td data-label="Phát sau">
              <a href={`${NOTICES_PATH}/${one.secondId}`}>{one.secondTitle}</a>
            </td>
            <td data-label="Lý do">{one.reason}</td>
            <td data-label="Người quyết định">{one.decidedByName}</td>
          </tr>
        ))}
      </Table>
    </section>
  );

export const PastNoticesPage = ({ lines, older }: { lines: readonly NoticeLine[]; older: string | undefined }) => (
  <>
    <PageHead title="Thông báo đã qua" lead="Hết hạn hoặc đã thôi phát">
      <ButtonLink href={NOTICES_PATH} icon="left">
        Thông báo
      </ButtonLink>
    </PageHead>
    {lines.length === 0 ? (
      <EmptyState title="Chưa có thông báo nào đã qua">Thông báo hết hạn được giữ lại ở đây.</EmptyState>
    ) : (
      <Table
        stack
        caption="Thông báo đã qua, mới nhất trước"
        head={['Thông báo', 'Ngày phát', 'Tình trạng'].map((one) => <th scope="col">{one}</th>)}
      >
        {lines.map(({ notice, state }) => (
          <tr>
            <td class="what">
              <a href={`${NOTICES_PATH}/${notice.id}`}>{notice.title}</a>
              <small>{notice.source}</small>
            </td>
            <td data-label="Ngày phát">{daysWords(notice)}</td>
            <td>
              <NoticeBadge state={state} />
            </td>
          </tr>
        ))}
      </Table>
    )}
    <Pager older={older} />
  </>
);

/** In the approver's inbox: each is heard and decided on its own page. */
export const WaitingNotices = (props: {
  waiting: readonly { readonly notice: NoticeInFull; readonly heard: Heard }[];
  mayApprove: boolean;
}) =>
  props.waiting.length === 0 ? null : (
    <section aria-labelledby="thong-bao-cho-duyet">
      <h2 id="thong-bao-cho-duyet">Thông báo chờ duyệt</h2>
      <ul class="choices">
        {props.waiting.map(({ notice, heard }) => (
          <li>
            <a href={`${NOTICES_PATH}/${notice.id}`}>
              {notice.title}
              <br />
              <small>{[notice.source, lengthOfVersion(notice), daysWords(notice)].filter(Boolean).join(' · ')}</small>
            </a>
            {props.mayApprove && <HeardBadge {...heard} />}
          </li>
        ))}
      </ul>
    </section>
  );

// how it is read --------------------------------------------------------------------------------------------------------

type ReadingProps = {
  values: FormValues;
  errors: FieldErrors;
  spoken: string | null;
  sample: string;
  mayChange: boolean;
};

export const ReadingPage = ({ values, errors, spoken, sample, mayChange }: ReadingProps) => (
  <>
    <PageHead title="Cách đọc chữ viết tắt" lead="Áp dụng cho thông báo và bản tin khẩn cấp do máy đọc">
      <ButtonLink href={NOTICES_PATH} icon="left">
        Thông báo
      </ButtonLink>
    </PageHead>
    <ErrorSummary errors={errors} />
    <form method="post" action={`${NOTICES_PATH}/cach-doc`} class="form">
      <div class={errors.list ? 'field wrong' : 'field'}>
        <label for="f-list">Danh sách cách đọc</label>
        <p class="hint" id="f-list-hint">
          Mỗi dòng một từ: chữ viết = cách đọc. Phân biệt chữ hoa, chữ thường. Số, ngày, giờ, số điện thoại máy tự đọc.
        </p>
        <textarea
          id="f-list"
          name="list"
          rows={16}
          spellcheck={false}
          aria-describedby="f-list-hint"
          readonly={!mayChange}
        >
          {textOf(values, 'list')}
        </textarea>
      </div>
      {mayChange && <Button tone="main">Lưu danh sách</Button>}
    </form>
    <form method="get" action={`${NOTICES_PATH}/cach-doc`} class="form">
      <h2>Thử xem máy sẽ đọc thế nào</h2>
      <Field name="thu" label="Câu thử" value={sample} maxlength={500} autocomplete="off" />
      <Button>Xem cách đọc</Button>
      {spoken !== null && (
        <p class="consequence">
          <span>Máy sẽ đọc: {spoken}</span>
        </p>
      )}
    </form>
  </>
);
