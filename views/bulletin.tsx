/** One bulletin: what it says in words people read, what it speaks of, and what is decided on it. */
import { type Bulletin, isExercise, rankOf, spokenInfo } from '../src/core/bulletins.ts';
import { alertWords, infoWords } from '../src/core/cap-words.ts';
import type { Emergency } from '../src/core/emergency.ts';
import type { Recording, Slot } from '../src/core/model.ts';
import type { NoticeInFull } from '../src/core/notices.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { LONGEST_TEXT } from '../src/core/speech.ts';
import { formatDateTime } from '../src/core/vietnamese.ts';
import { BulletinBadges, type BulletinLine } from './bulletins.tsx';
import { EMERGENCY_PATH, Preview } from './emergency-order.tsx';
import { Icon } from './icons.tsx';
import { WhenFields } from './notice.tsx';
import { BULLETINS_PATH, type May, NOTICES_PATH } from './notices.tsx';
import {
  Button,
  ButtonLink,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  fieldOf,
  PageHead,
  Radios,
  TextArea,
  textOf,
} from './parts.tsx';

type SheetProps = BulletinLine & {
  recording: Recording | undefined;
  receivedByName: string;
  decidedByName: string;
  /** Those it speaks of, and the one that took its place. */
  earlier: readonly BulletinLine[];
  later: BulletinLine | undefined;
  notices: readonly NoticeInFull[];
  emergencies: readonly Emergency[];
  may: May;
  zone: string;
  values: FormValues;
  errors: FieldErrors;
};

export const BulletinPage = (props: SheetProps) => {
  const { one, state, recording, zone, may, errors } = props;
  const path = `${BULLETINS_PATH}/${one.id}`;
  const isOpen = state === 'new';
  return (
    <>
      <PageHead title={one.title} lead={[one.sender, one.number].filter(Boolean).join(' · ')}>
        <ButtonLink href={BULLETINS_PATH} icon="left">
          Bản tin
        </ButtonLink>
        {one.cap && <ButtonLink href={`${path}/cap.xml`}>Tệp CAP gốc</ButtonLink>}
      </PageHead>
      <ErrorSummary errors={errors} title="Chưa làm được:" />
      <div class="sheet">
        <p>
          <BulletinBadges one={one} state={state} />
        </p>
        {one.cap?.msgType === 'Update' && <Speaks {...props} words="Thay cho" />}
        {one.cap?.msgType === 'Cancel' && <Speaks {...props} words="Hủy" />}
        {props.later && (
          <p class="consequence">
            <Icon name="warning" />
            <span>
              {state === 'cancelled' ? 'Nơi gửi đã hủy bằng' : 'Đã có bản mới thay:'}{' '}
              <a href={`${BULLETINS_PATH}/${props.later.one.id}`}>“{props.later.one.title}”</a>
            </span>
          </p>
        )}
        {isOpen && (
          <div class="actions">
            {one.class === 'emergency' && may(`POST ${BULLETINS_PATH}/:id{[0-9]+}/khan-cap`) && (
              <ButtonLink href={`${path}/khan-cap`} tone="danger" icon="horn">
                {isExercise(one) ? 'Soạn diễn tập' : 'Soạn phát khẩn cấp'}
              </ButtonLink>
            )}
            {!isExercise(one) && may(`POST ${BULLETINS_PATH}/:id{[0-9]+}/nhan`) && (
              <ButtonLink href={`${path}/nhan`} tone={one.class === 'emergency' ? undefined : 'main'}>
                Nhận làm thông báo
              </ButtonLink>
            )}
            {one.class !== 'emergency' && may(`POST ${BULLETINS_PATH}/:id{[0-9]+}/khan-cap`) && (
              <ButtonLink href={`${path}/khan-cap`} icon="horn">
                Soạn phát khẩn cấp
              </ButtonLink>
            )}
          </div>
        )}
        <Preview recording={recording} />
        {one.text !== '' && <p class="said">{one.text}</p>}
        <dl class="facts wide">
          <dt>Nhận lúc</dt>
          <dd>
            {formatDateTime(one.receivedAt, zone)}, {props.receivedByName}
          </dd>
          {one.expiresAt !== null && (
            <>
              <dt>Hiệu lực đến</dt>
              <dd>{formatDateTime(one.expiresAt, zone)}</dd>
            </>
          )}
          {one.decidedAt !== null && (
            <>
              <dt>{one.decision === 'accepted' ? 'Nhận phát' : 'Không phát'}</dt>
              <dd>
                {props.decidedByName}, {formatDateTime(one.decidedAt, zone)}
                {one.decisionNote && `. ${one.decisionNote}`}
              </dd>
            </>
          )}
          <Cap {...props} />
        </dl>
        {isOpen && may(`POST ${BULLETINS_PATH}/:id{[0-9]+}/khong-phat`) && (
          <details class="changes" open={errors.reason !== undefined}>
            <summary>Không phát bản tin này</summary>
            <form method="post" action={`${path}/khong-phat`} class="form">
              <Field
                name="reason"
                label="Vì sao không phát"
                maxlength={300}
                autocomplete="off"
                value={textOf(props.values, 'reason')}
                error={errors.reason}
              />
              <Button>Ghi không phát</Button>
            </form>
          </details>
        )}
        <Made {...props} />
      </div>
    </>
  );
};

const Speaks = ({ earlier, words, one }: SheetProps & { words: string }) => (
  <p class="consequence">
    <Icon name="info" />
    <span>
      {words}{' '}
      {earlier.length > 0
        ? earlier.map((line, i) => (
            <>
              {i > 0 && ', '}
              <a href={`${BULLETINS_PATH}/${line.one.id}`}>“{line.one.title}”</a>
            </>
          ))
        : `bản tin ${one.cap!.references.map(({ identifier }) => identifier).join(', ')}, đài chưa nhận`}
      {earlier.some((line) => line.one.cap?.sender !== one.cap!.sender) &&
        '. Nơi gửi khác với bản tin trước nên không tự thay'}
    </span>
  </p>
);

const Cap = ({ one }: SheetProps) => {
  if (!one.cap) return null;
  const info = spokenInfo(one.cap);
  const rows = [...(info ? infoWords(info) : []), ...alertWords(one.cap)];
  return (
    <>
      {rows.map(([label, words]) => (
        <>
          <dt>{label}</dt>
          <dd>{words}</dd>
        </>
      ))}
    </>
  );
};

const Made = ({ notices, emergencies, zone }: SheetProps) =>
  notices.length + emergencies.length === 0 ? null : (
    <section aria-labelledby="da-lam">
      <h2 id="da-lam">Đã làm từ bản tin này</h2>
      <ul>
        {notices.map(({ id, title }) => (
          <li>
            <a href={`${NOTICES_PATH}/${id}`}>Thông báo “{title}”</a>
          </li>
        ))}
        {emergencies.map(({ key, title, orderedAt }) => (
          <li>
            <a href={`${EMERGENCY_PATH}/lan/${key}`}>
              Lệnh phát “{title}” lúc {formatDateTime(orderedAt, zone)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );

// deciding --------------------------------------------------------------------------------------------------------------

type AcceptProps = {
  one: Bulletin;
  recording: Recording | undefined;
  values: FormValues;
  errors: FieldErrors;
  slots: readonly Slot[];
  /** Priority notices it would meet, in their order. */
  rivals: readonly NoticeInFull[];
};

export const AcceptBulletinPage = ({ one, recording, values, errors, slots, rivals }: AcceptProps) => (
  <form method="post" action={`${BULLETINS_PATH}/${one.id}/nhan`} class="form">
    <PageHead title="Nhận bản tin làm thông báo" lead="Tạo thông báo; nghe thử và trình duyệt ở trang sau" />
    <ErrorSummary errors={errors} />
    {recording ? <Preview recording={recording} /> : <Words values={values} errors={errors} />}
    <WhenFields values={values} errors={errors} slots={slots} />
    {rivals.length > 0 && (
      <>
        <Radios
          {...fieldOf('beforeId', values, errors)}
          label="Trùng chỗ với bản tin ưu tiên khác: phát thứ tự nào"
          options={[
            ...rivals.map(({ id, title }) => ({ value: String(id), label: `Trước “${title}”` })),
            { value: '', label: 'Sau tất cả' },
          ]}
        />
        <Field
          {...fieldOf('reason', values, errors)}
          label="Lý do của thứ tự ấy"
          hint="Ghi vào sổ quyết định thứ tự"
          maxlength={300}
          autocomplete="off"
        />
      </>
    )}
    <FormEnd button="Nhận bản tin" cancel={`${BULLETINS_PATH}/${one.id}`}>
      Chưa phát: thông báo cần được duyệt.
    </FormEnd>
  </form>
);

const Words = ({ values, errors }: { values: FormValues; errors: FieldErrors }) => (
  <TextArea
    {...fieldOf('text', values, errors)}
    label="Lời đọc"
    hint={`Sửa cho dễ nghe; nguyên văn vẫn giữ ở bản tin. Tối đa ${LONGEST_TEXT} ký tự.`}
    rows={8}
  />
);

export const DraftEmergencyPage = ({
  one,
  values,
  errors,
}: {
  one: Bulletin;
  values: FormValues;
  errors: FieldErrors;
}) => (
  <form method="post" action={`${BULLETINS_PATH}/${one.id}/khan-cap`} class="form">
    <PageHead
      title={isExercise(one) ? 'Soạn diễn tập từ bản tin' : 'Soạn phát khẩn cấp từ bản tin'}
      lead={`Cấp ${rankOf(one)}; chưa phát gì, trang sau nghe thử rồi mới xác nhận`}
    />
    <ErrorSummary errors={errors} />
    <Field {...fieldOf('title', values, errors)} label="Tên bản tin" maxlength={120} autocomplete="off" />
    <Words values={values} errors={errors} />
    <FormEnd button="Tạo giọng đọc" cancel={`${BULLETINS_PATH}/${one.id}`}>
      Trang sau có nút phát.
    </FormEnd>
  </form>
);
