/** Bản tin từ cấp trên: what waits for somebody, what came before, and the forms that take one in. */
import {
  BULLETIN_CLASSES,
  BULLETIN_STATES,
  type Bulletin,
  type BulletinState,
  CLASS_WORDS,
} from '../src/core/bulletins.ts';
import type { CapFault } from '../src/core/cap-xml.ts';
import type { Recording } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { LONGEST_TEXT } from '../src/core/speech.ts';
import { formatDateTime } from '../src/core/vietnamese.ts';
import { EMERGENCY_PATH, Preview } from './emergency-order.tsx';
import { RecorderForm } from './notice.tsx';
import { BULLETINS_PATH, type May, NOTICES_PATH } from './notices.tsx';
import {
  Button,
  ButtonLink,
  DateField,
  EmptyState,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  fieldId,
  fieldOf,
  PageHead,
  Pager,
  Radios,
  StatusBadge,
  Table,
  TextArea,
  TimeField,
  type Tone,
  textOf,
} from './parts.tsx';

const TONES: Readonly<Record<BulletinState, Tone>> = {
  new: 'warn',
  accepted: 'good',
  declined: 'quiet',
  replaced: 'quiet',
  cancelled: 'bad',
  expired: 'quiet',
  record: 'quiet',
};
const CLASS_TONES = { emergency: 'bad', priority: 'warn', ordinary: 'quiet' } as const;

export const BulletinBadges = ({ one, state }: { one: Bulletin; state: BulletinState }) => (
  <>
    <StatusBadge tone={CLASS_TONES[one.class]} icon={one.class === 'emergency' ? 'horn' : 'info'}>
      {CLASS_WORDS[one.class]}
    </StatusBadge>{' '}
    <StatusBadge tone={TONES[state]}>{BULLETIN_STATES[state]}</StatusBadge>
    {one.cap && one.cap.status !== 'Actual' && (
      <>
        {' '}
        <StatusBadge tone="warn">
          {{ Exercise: 'Diễn tập', Test: 'Thử', Draft: 'Nháp', System: 'Nội bộ' }[one.cap.status]}
        </StatusBadge>
      </>
    )}
  </>
);

export type BulletinLine = { readonly one: Bulletin; readonly state: BulletinState };
type PageProps = {
  open: readonly BulletinLine[];
  past: readonly BulletinLine[];
  older: string | undefined;
  may: May;
  zone: string;
  /** Of a CAP file that was refused. */
  faults?: readonly CapFault[];
  xml?: string;
};

export const BulletinsPage = (props: PageProps) => {
  const { open, past, may, older } = props;
  const add = may(`POST ${BULLETINS_PATH}`) && (
    <ButtonLink href={`${BULLETINS_PATH}/them`} icon="plus" tone="main">
      Nhận bản tin
    </ButtonLink>
  );
  return (
    <>
      <PageHead title="Bản tin cấp trên" lead="Không bản tin nào tự phát: người nhận chọn phát hay không">
        {add}
        <ButtonLink href={NOTICES_PATH}>Thông báo</ButtonLink>
        <ButtonLink href={EMERGENCY_PATH}>Phát khẩn cấp</ButtonLink>
      </PageHead>
      {open.length === 0 && past.length === 0 ? (
        <EmptyState title="Chưa nhận bản tin nào" action={add}>
          Dán nội dung, gửi tệp âm thanh, hoặc đưa vào tệp CAP của cơ quan cảnh báo. Bản tin thường và ưu tiên thành
          thông báo; bản tin khẩn cấp soạn sẵn lệnh phát để người trực xác nhận.
        </EmptyState>
      ) : (
        <>
          <h2>Chưa xử lý</h2>
          {open.length === 0 ? (
            <p class="hint">Không còn bản tin nào chờ xử lý.</p>
          ) : (
            <Lines {...props} caption="Bản tin chưa xử lý" lines={open} />
          )}
          {past.length > 0 && (
            <>
              <h2>Đã nhận</h2>
              <Lines {...props} caption="Mọi bản tin đã nhận, mới nhất trước" lines={past} />
              <Pager older={older} />
            </>
          )}
        </>
      )}
    </>
  );
};

const Lines = ({ lines, zone, caption }: PageProps & { caption: string; lines: readonly BulletinLine[] }) => (
  <Table
    stack
    caption={caption}
    head={['Bản tin', 'Nhận lúc', 'Hiệu lực đến', 'Tình trạng'].map((one) => <th scope="col">{one}</th>)}
  >
    {lines.map(({ one, state }) => (
      <tr>
        <td class="what">
          <a href={`${BULLETINS_PATH}/${one.id}`}>{one.title}</a>
          <small>{[one.sender, one.number].filter(Boolean).join(' · ')}</small>
        </td>
        <td class="figure" data-label="Nhận lúc">
          {formatDateTime(one.receivedAt, zone)}
        </td>
        <td class="figure" data-label={one.expiresAt === null ? undefined : 'Hiệu lực đến'}>
          {one.expiresAt !== null && formatDateTime(one.expiresAt, zone)}
        </td>
        <td>
          <BulletinBadges one={one} state={state} />
        </td>
      </tr>
    ))}
  </Table>
);

type AddProps = {
  values: FormValues;
  errors: FieldErrors;
  recording: Recording | undefined;
  faults: readonly CapFault[];
  xml: string;
};

/** At the top of what was refused: each fault with its clause. */
const Faults = ({ faults }: { faults: readonly CapFault[] }) =>
  faults.length === 0 ? null : (
    <div class="error-summary" role="alert" tabindex={-1} autofocus>
      <h2>Tệp CAP chưa nhận được:</h2>
      <ul>
        {faults.slice(0, 20).map(({ clause, words }) => (
          <li>
            {words}
            {clause && ` (CAP 1.2, mục ${clause})`}
          </li>
        ))}
      </ul>
    </div>
  );

export const AddBulletinPage = ({ values, errors, recording, faults, xml }: AddProps) => (
  <>
    <PageHead title="Nhận bản tin cấp trên" lead="Chỉ ghi nhận; phát hay không quyết định ở trang sau" />
    <ErrorSummary errors={errors} />
    <Faults faults={faults} />
    <form method="post" action={BULLETINS_PATH} class="form">
      <Radios
        {...fieldOf('class', values, errors)}
        label="Loại bản tin (Thông tư 39/2020/TT-BTTTT)"
        options={BULLETIN_CLASSES.map((one) => ({ value: one, label: CLASS_WORDS[one], hint: CLASS_HINTS[one] }))}
      />
      <Field {...fieldOf('title', values, errors)} label="Tên bản tin" maxlength={160} autocomplete="off" />
      <Field
        {...fieldOf('sender', values, errors)}
        label="Nơi gửi"
        hint="Ví dụ: Ban Chỉ huy phòng thủ dân sự tỉnh"
        maxlength={160}
        autocomplete="off"
      />
      <Field {...fieldOf('number', values, errors)} label="Số, ký hiệu (nếu có)" maxlength={60} autocomplete="off" />
      <DateField
        name="expiresDay"
        label="Hiệu lực đến ngày (nếu có)"
        value={textOf(values, 'expiresDay')}
        error={errors.expiresAt}
      />
      <TimeField name="expiresTime" label="Hiệu lực đến giờ" value={textOf(values, 'expiresTime')} />
      {recording ? (
        <>
          <input type="hidden" name="recordingId" value={String(recording.id)} />
          <Preview recording={recording} />
        </>
      ) : (
        <TextArea
          {...fieldOf('text', values, errors)}
          label="Nội dung"
          hint={`Dán nguyên văn; tối đa ${LONGEST_TEXT} ký tự`}
          rows={8}
        />
      )}
      <FormEnd button="Ghi nhận bản tin" cancel={BULLETINS_PATH}>
        Chưa phát gì.
      </FormEnd>
    </form>
    {!recording && (
      <RecorderForm action={`${BULLETINS_PATH}/am-thanh`} heading="Bản tin là tệp âm thanh" error={errors.file} />
    )}
    {!recording && (
      <form method="post" action={`${BULLETINS_PATH}/cap`} enctype="multipart/form-data" class="form">
        <h2>Bản tin là tệp CAP</h2>
        <p class="hint">CAP 1.2: tệp XML do cơ quan cảnh báo gửi. Đưa tệp vào, hoặc dán nội dung tệp.</p>
        <div class="field">
          <label for={fieldId('capFile')}>Tệp XML</label>
          <input
            type="file"
            id={fieldId('capFile')}
            name="capFile"
            accept=".xml,.cap,text/xml,application/xml,application/cap+xml"
          />
        </div>
        <TextArea name="xml" label="Hoặc dán nội dung tệp" rows={5} value={xml} />
        <Button>Đọc tệp CAP</Button>
      </form>
    )}
  </>
);

const CLASS_HINTS = {
  ordinary: 'Xã chọn phát hay không',
  priority: 'Phát trước thông báo của xã; hai bản tin ưu tiên trùng chỗ thì xã quyết định thứ tự',
  emergency: 'Phát ngay: thiên tai, hỏa hoạn, dịch bệnh…',
} as const;

/** On Hôm nay: what waits, emergencies first. */
export const BulletinNotice = ({ open }: { open: readonly Bulletin[] }) => {
  if (open.length === 0) return null;
  const grave = open.filter((one) => one.class === 'emergency');
  const shown = grave.length > 0 ? grave : open;
  return (
    <p class={`flash ${grave.length > 0 ? 'bad' : 'warn'}`} role={grave.length > 0 ? 'alert' : undefined}>
      <span>
        {shown.length} {grave.length > 0 ? 'bản tin khẩn cấp' : 'bản tin'} cấp trên chưa xử lý:{' '}
        {shown.slice(0, 3).map(({ id, title }, i) => (
          <>
            {i > 0 && ', '}
            <a href={`${BULLETINS_PATH}/${id}`}>“{title}”</a>
          </>
        ))}
        {shown.length > 3 && (
          <>
            , <a href={BULLETINS_PATH}>xem tất cả</a>
          </>
        )}
      </span>
    </p>
  );
};
