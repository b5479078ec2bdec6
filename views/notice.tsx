/** One notice: what is heard, how far it is on its way to the air, its versions; and the forms that make and change it. */
import { heardWords } from '../src/core/approval.ts';
import type { Recording, Slot } from '../src/core/model.ts';
import {
  type NoticeInFull,
  type NoticeState,
  TIMES,
  VERSION_STATES,
  type VersionInFull,
  versionApproval,
  versionState,
} from '../src/core/notices.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { LONGEST_TEXT } from '../src/core/speech.ts';
import type { EpochMs } from '../src/core/time.ts';
import { formatDateTime, lowerFirst } from '../src/core/vietnamese.ts';
import { type Heard, Listening } from './approval-parts.tsx';
import { Preview } from './emergency-order.tsx';
import { Icon } from './icons.tsx';
import { BULLETINS_PATH, daysWords, type May, NOTICES_PATH, NoticeBadge } from './notices.tsx';
import {
  ActionButton,
  Button,
  ButtonLink,
  Checks,
  ConfirmForm,
  DateField,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  fieldId,
  fieldOf,
  PageHead,
  Radios,
  StatusBadge,
  Table,
  TextArea,
  textsOf,
} from './parts.tsx';

/** Typed or recorded; both end in a recording of the library. */
export const SoundFields = ({ values, errors }: { values: FormValues; errors: FieldErrors }) => (
  <TextArea
    {...fieldOf('text', values, errors)}
    label="Nội dung để máy đọc"
    hint={`Viết như nói, câu ngắn; chữ viết tắt, số, ngày, giờ máy tự đọc. Tối đa ${LONGEST_TEXT} ký tự.`}
    rows={8}
  />
);

/** The file field becomes a recorder where the browser can (static/emergency.js). */
export const RecorderForm = (props: { action: string; error?: string | undefined; heading: string }) => (
  <form method="post" action={props.action} enctype="multipart/form-data" class="recorder">
    <h2>{props.heading}</h2>
    <div class={props.error ? 'field wrong' : 'field'}>
      <label for={fieldId('file')}>Tệp âm thanh</label>
      <p class="hint" id="ghi-am-cach">
        Trên điện thoại, nút này mở máy ghi âm.
      </p>
      {props.error && (
        <p class="complaint">
          <Icon name="warning" />
          {props.error}
        </p>
      )}
      <input
        type="file"
        id={fieldId('file')}
        name="file"
        accept="audio/*,video/*"
        aria-describedby="ghi-am-cach"
        required
      />
    </div>
    <Button icon="upload">Gửi lên</Button>
  </form>
);

type WhenProps = { values: FormValues; errors: FieldErrors; slots: readonly Slot[] };

/** When, where and how often. */
export const WhenFields = ({ values, errors, slots }: WhenProps) => (
  <>
    <Field
      {...fieldOf('title', values, errors)}
      label="Tên thông báo"
      hint="Ví dụ: Lịch tiêm chủng tháng 9"
      maxlength={120}
      autocomplete="off"
    />
    <Field
      {...fieldOf('source', values, errors)}
      label="Đơn vị ra thông báo"
      hint="Ví dụ: Trạm Y tế xã. Thông báo của đơn vị ngoài không được quảng cáo."
      maxlength={160}
      autocomplete="off"
    />
    <DateField {...fieldOf('validFrom', values, errors)} label="Phát từ ngày" />
    <DateField {...fieldOf('validUntil', values, errors)} label="Đến hết ngày" />
    <Field
      {...fieldOf('timesPerDay', values, errors)}
      label="Số lần mỗi ngày"
      hint={`Từ ${TIMES.least} đến ${TIMES.most}; mỗi khung phát một lần`}
      inputmode="numeric"
      size={4}
    />
    {slots.length > 0 && (
      <Checks
        name="slotIds"
        label="Phát ở khung nào"
        hint="Không chọn khung nào: mọi khung dành cho thông báo"
        options={slots.map(({ id, title, startTime }) => ({ value: id, label: `${startTime.slice(0, 5)} ${title}` }))}
        values={textsOf(values, 'slotIds')}
        error={errors.slotIds}
      />
    )}
    <Radios
      {...fieldOf('isPriority', values, errors)}
      label="Thứ tự"
      options={[
        { value: '', label: 'Thông thường' },
        { value: '1', label: 'Ưu tiên', hint: 'Đứng trước mọi thông báo thường' },
      ]}
    />
  </>
);

export const AddNoticePage = ({
  values,
  errors,
  slots,
  recording,
}: WhenProps & { recording: Recording | undefined }) => (
  <>
    <PageHead title="Thêm thông báo" lead="Chưa phát gì: nghe thử và trình duyệt ở trang sau" />
    <ErrorSummary errors={errors} />
    <form method="post" action={NOTICES_PATH} class="form">
      {recording ? (
        <>
          <input type="hidden" name="recordingId" value={String(recording.id)} />
          <Preview recording={recording} />
          <p>
            <a href={`${NOTICES_PATH}/them`}>Bỏ bản ghi này, gõ nội dung để máy đọc</a>
          </p>
        </>
      ) : (
        <SoundFields values={values} errors={errors} />
      )}
      <WhenFields values={values} errors={errors} slots={slots} />
      <FormEnd button={recording ? 'Lưu thông báo' : 'Tạo giọng đọc và lưu'} cancel={NOTICES_PATH}>
        Trang sau nghe thử rồi trình duyệt.
      </FormEnd>
    </form>
    {!recording && <RecorderForm action={`${NOTICES_PATH}/ghi-am`} heading="Hoặc ghi âm" error={errors.file} />}
  </>
);

export const EditNoticePage = ({ notice, ...props }: WhenProps & { notice: NoticeInFull }) => (
  <form method="post" action={`${NOTICES_PATH}/${notice.id}/sua`} class="form">
    <PageHead title="Sửa ngày, giờ phát" lead="Nội dung và duyệt giữ nguyên" />
    <ErrorSummary errors={props.errors} />
    <WhenFields {...props} />
    <FormEnd button="Lưu" cancel={`${NOTICES_PATH}/${notice.id}`} />
  </form>
);

type RevisePageProps = { notice: NoticeInFull; values: FormValues; errors: FieldErrors };

export const ReviseNoticePage = ({ notice, values, errors }: RevisePageProps) => (
  <>
    <PageHead
      title="Sửa nội dung"
      lead={`“${notice.title}”: thành bản mới, duyệt lại; bản đang được duyệt vẫn phát cho đến lúc ấy`}
    />
    <ErrorSummary errors={errors} />
    <form method="post" action={`${NOTICES_PATH}/${notice.id}/noi-dung`} class="form">
      <SoundFields values={values} errors={errors} />
      <FormEnd button="Tạo giọng đọc" cancel={`${NOTICES_PATH}/${notice.id}`}>
        Trang sau nghe thử rồi trình duyệt.
      </FormEnd>
    </form>
    <RecorderForm action={`${NOTICES_PATH}/${notice.id}/ghi-am`} heading="Hoặc ghi âm bản mới" error={errors.file} />
  </>
);

export const ConfirmNoticeEnd = ({ notice }: { notice: NoticeInFull }) => (
  <ConfirmForm
    title="Thôi phát thông báo"
    consequence={`“${notice.title}” ra khỏi các khung thông báo ngay; những lần đã phát vẫn ở trong nhật ký.`}
    action={`${NOTICES_PATH}/${notice.id}/thoi`}
    button="Thôi phát"
    cancel={`${NOTICES_PATH}/${notice.id}`}
  />
);

// one notice ------------------------------------------------------------------------------------------------------------

export type NoticeSheet = {
  readonly notice: NoticeInFull;
  readonly state: NoticeState;
  readonly recording: Recording | undefined;
  readonly nameOf: (userId: number | null) => string;
  /** Of the slots it is bound to. */
  readonly slotTitles: readonly string[];
  readonly unknown: readonly string[];
  /** Of the newest version, by whoever looks. */
  readonly heard: Heard;
  readonly coming: readonly { readonly start: EpochMs; readonly day: string }[];
  readonly airings: readonly { readonly id: number; readonly startedAt: EpochMs; readonly words: string }[];
};
type SheetProps = NoticeSheet & { may: May; zone: string; values: FormValues; errors: FieldErrors };

export const NoticePage = (props: SheetProps) => {
  const { notice, state, may, zone } = props;
  const path = `${NOTICES_PATH}/${notice.id}`;
  const isOpen = state !== 'ended' && state !== 'over';
  return (
    <>
      <PageHead title={notice.title} lead={notice.source}>
        {isOpen && may(`POST ${NOTICES_PATH}/:id{[0-9]+}/noi-dung`) && (
          <ButtonLink href={`${path}/noi-dung`} icon="pencil">
            Sửa nội dung
          </ButtonLink>
        )}
        {may(`POST ${NOTICES_PATH}/:id{[0-9]+}/sua`) && state !== 'ended' && (
          <ButtonLink href={`${path}/sua`} icon="clock">
            Sửa ngày, giờ phát
          </ButtonLink>
        )}
        {isOpen && may(`POST ${NOTICES_PATH}/:id{[0-9]+}/thoi`) && (
          <ButtonLink href={`${path}/thoi`}>Thôi phát</ButtonLink>
        )}
      </PageHead>
      <ErrorSummary errors={props.errors} title="Chưa làm được:" />
      <div class="sheet">
        <p>
          <NoticeBadge state={state} /> {notice.isPriority && <StatusBadge tone="warn">Ưu tiên</StatusBadge>}
        </p>
        <Newest {...props} />
        <dl class="facts wide">
          <dt>Ngày phát</dt>
          <dd>{daysWords(notice)}</dd>
          <dt>Mỗi ngày</dt>
          <dd>{notice.timesPerDay} lần</dd>
          <dt>Khung</dt>
          <dd>{props.slotTitles.length > 0 ? props.slotTitles.join('; ') : 'Mọi khung dành cho thông báo'}</dd>
          {props.coming.length > 0 && (
            <>
              <dt>Sẽ phát</dt>
              <dd>
                {props.coming.map(({ start, day }, i) => (
                  <>
                    {i > 0 && '; '}
                    <a href={`/lich-phat?ngay=${day}`}>{formatDateTime(start, zone)}</a>
                  </>
                ))}
              </dd>
            </>
          )}
          {notice.bulletinId !== null && (
            <>
              <dt>Từ bản tin</dt>
              <dd>
                <a href={`${BULLETINS_PATH}/${notice.bulletinId}`}>Bản tin cấp trên số {notice.bulletinId}</a>
              </dd>
            </>
          )}
        </dl>
        <Versions {...props} />
        <Aired {...props} />
      </div>
    </>
  );
};

const PLAYER = 'nghe-thong-bao';

/** The newest version: to hear, to submit, to decide on. */
const Newest = (props: SheetProps) => {
  const { notice, recording, may, errors, values, unknown, nameOf, zone } = props;
  const version = notice.versions[0]!;
  const path = `${NOTICES_PATH}/${notice.id}`;
  const state = versionState(version);
  const isOpen = notice.archivedAt === null;
  return (
    <section class="panel" aria-labelledby="ban-moi">
      <h2 id="ban-moi">
        Bản {version.number} <VersionBadge version={version} />
      </h2>
      <Listening
        tellsTo={`${path}/da-nghe`}
        playoutSha256={version.sound.playoutSha256}
        heard={props.heard}
        mayApprove={isOpen && state === 'waiting' && may(`POST ${NOTICES_PATH}/:id{[0-9]+}/duyet`)}
      >
        <Preview recording={recording} id={PLAYER} />
      </Listening>
      {recording?.state === 'failed' && <p class="complaint">Không đọc được âm thanh này. {recording.reason}</p>}
      {version.text !== null && (
        <>
          <p class="said">{version.text}</p>
          <details class="changes">
            <summary>Máy đọc nguyên văn thế này</summary>
            <p>{version.spoken}</p>
          </details>
        </>
      )}
      {unknown.length > 0 && (
        <p class="hint">
          Chữ viết tắt chưa có cách đọc: {unknown.join(', ')}. <a href={`${NOTICES_PATH}/cach-doc`}>Thêm cách đọc</a>
        </p>
      )}
      {version.returnedAt !== null && (
        <p class="consequence">
          <Icon name="return" />
          <span>
            {nameOf(version.returnedBy)} trả lại lúc {formatDateTime(version.returnedAt, zone)}: {version.returnNote}
          </span>
        </p>
      )}
      {isOpen && state === 'draft' && may(`POST ${NOTICES_PATH}/:id{[0-9]+}/trinh`) && (
        <form method="post" action={`${path}/trinh`} class="form">
          <Checks
            name="heard"
            label="Trước khi trình duyệt"
            options={[{ value: '1', label: 'Tôi đã nghe hết bản này' }]}
            values={textsOf(values, 'heard')}
            error={errors.heard}
          />
          <Button tone="main" icon="check">
            Trình duyệt
          </Button>
        </form>
      )}
      {isOpen && state === 'waiting' && may(`POST ${NOTICES_PATH}/:id{[0-9]+}/duyet`) && (
        <Decide {...props} version={version} />
      )}
      {isOpen && state === 'approved' && may(`POST ${NOTICES_PATH}/:id{[0-9]+}/thu-hoi`) && (
        <ActionButton action={`${path}/thu-hoi`} icon="return">
          Thu hồi duyệt
        </ActionButton>
      )}
    </section>
  );
};

const Decide = ({ notice, version, values, errors }: SheetProps & { version: VersionInFull }) => {
  const path = `${NOTICES_PATH}/${notice.id}`;
  const sha = version.sound.playoutSha256 ?? '';
  return (
    <div data-player={PLAYER}>
      <form method="post" action={`${path}/duyet`} class="form">
        <input type="hidden" name="playoutSha256" value={sha} />
        <input type="hidden" name="ranges" />
        <Button tone="main" icon="check">
          Duyệt
        </Button>
      </form>
      <details class="changes" open={errors.note !== undefined}>
        <summary>Trả lại để sửa</summary>
        <form method="post" action={`${path}/tra-lai`} class="form">
          <input type="hidden" name="playoutSha256" value={sha} />
          <input type="hidden" name="ranges" />
          <TextArea {...fieldOf('note', values, errors)} label="Điều cần sửa" />
          <Button icon="return">Trả lại</Button>
        </form>
      </details>
    </div>
  );
};

const VersionBadge = ({ version }: { version: VersionInFull }) => {
  const state = versionState(version);
  const tone = { draft: 'quiet', waiting: 'busy', returned: 'warn', approved: 'good' } as const;
  return <StatusBadge tone={tone[state]}>{VERSION_STATES[state]}</StatusBadge>;
};

const Versions = ({ notice, nameOf, zone }: SheetProps) => (
  <section aria-labelledby="cac-ban">
    <h2 id="cac-ban">Các bản</h2>
    <Table
      stack
      caption="Các bản của thông báo, mới nhất trước"
      head={['Bản', 'Người soạn', 'Nội dung', 'Duyệt'].map((one) => <th scope="col">{one}</th>)}
    >
      {notice.versions.map((version) => {
        const approval = versionApproval(version) ?? version.approvals[0];
        return (
          <tr>
            <td data-label="Bản">
              <a href={`/kho-tu-lieu/${version.recordingId}`}>Bản {version.number}</a>
            </td>
            <td data-label="Người soạn">
              {nameOf(version.authorId)} <small>{formatDateTime(version.madeAt, zone)}</small>
            </td>
            <td class="what">{version.text ?? 'Ghi âm'}</td>
            <td>
              <VersionBadge version={version} />
              {approval && (
                <small>
                  {nameOf(approval.approverId)}, {formatDateTime(approval.approvedAt, zone)}
                  {approval.heardMs !== null &&
                    approval.lengthMs !== null &&
                    `, ${lowerFirst(heardWords(approval.heardMs, approval.lengthMs))}`}
                  {approval.soleReason && ` (một người vừa soạn vừa duyệt: ${approval.soleReason})`}
                  {approval.withdrawnAt !== null && `; thu hồi ${formatDateTime(approval.withdrawnAt, zone)}`}
                </small>
              )}
            </td>
          </tr>
        );
      })}
    </Table>
  </section>
);

const Aired = ({ airings, zone }: SheetProps) =>
  airings.length === 0 ? null : (
    <section aria-labelledby="da-phat">
      <h2 id="da-phat">Đã phát</h2>
      <ul>
        {airings.map(({ id, startedAt, words }) => (
          <li>
            <a href={`/nhat-ky/${id}`}>{formatDateTime(startedAt, zone)}</a> {words}
          </li>
        ))}
      </ul>
    </section>
  );
