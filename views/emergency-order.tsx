/** Ordering an emergency: what is read out and where, and the last page before it sounds, which says what will happen. */
import { type Emergency, GAP, RANKS, REPEATS, type ReadOut, rankWord } from '../src/core/emergency.ts';
import { type Output, type Recording, WHOLE_COMMUNE, type Zone } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { framesToMs } from '../src/core/time.ts';
import { lengthInWords } from '../src/core/vietnamese.ts';
import { Icon } from './icons.tsx';
import {
  Button,
  ButtonLink,
  Checks,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  fieldOf,
  PageHead,
  Radios,
  Select,
  textOf,
  textsOf,
} from './parts.tsx';

export const EMERGENCY_PATH = '/khan-cap';

const two = (n: number): string => String(n).padStart(2, '0');

/** `Toàn xã`, `Thôn 1 và Thôn 2`. */
export function placesWords(zoneIds: readonly string[], zones: readonly Zone[]): string {
  const names = zoneIds.map((id) => zones.find((zone) => zone.id === id)?.name ?? id);
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} và ${names.at(-1)}`;
}

/** `có tín hiệu báo động, phát 03 lần, cách 10 giây`. */
export const howWords = ({ tone, repeats, gapMs }: Pick<ReadOut, 'tone' | 'repeats' | 'gapMs'>): string =>
  [
    tone ? 'có tín hiệu báo động' : 'không có tín hiệu báo động',
    `phát ${two(repeats)} lần`,
    ...(repeats > 1 ? [gapMs === 0 ? 'liền nhau' : `cách ${gapMs / 1000} giây`] : []),
  ].join(', ');

/** Sound to listen to before it airs; nothing while it has none. */
export const Preview = ({ recording, id }: { recording: Recording | undefined; id?: string }) =>
  recording?.playoutFrames == null ? null : (
    <p class="preview">
      {/* biome-ignore lint/a11y/useMediaCaption: it is speech that is about to be read out as it is */}
      <audio
        id={id}
        controls
        preload="auto"
        src={`/kho-tu-lieu/${recording.id}/am-thanh`}
        aria-label={`Nghe thử ${recording.title}`}
      ></audio>
      <small>Nghe thử, dài {lengthInWords(framesToMs(recording.playoutFrames))}</small>
    </p>
  );

type FieldsProps = { values: FormValues; errors: FieldErrors; zones: readonly Zone[] };

/** What a message kept ready and an order have in common. */
export const ReadOutFields = ({ values, errors, zones }: FieldsProps) => (
  <>
    <Field {...fieldOf('title', values, errors)} label="Tên bản tin" maxlength={120} autocomplete="off" />
    <Checks
      name="zoneIds"
      label="Phát ở đâu"
      options={zones.map(({ id, name }) =>
        id === WHOLE_COMMUNE
          ? { value: id, label: name, hint: 'Mọi vùng, kể cả nơi đang phát riêng' }
          : { value: id, label: name },
      )}
      values={textsOf(values, 'zoneIds')}
      error={errors.zoneIds}
    />
    <Field
      {...fieldOf('repeats', values, errors)}
      label="Số lần phát"
      hint={`Từ ${REPEATS.least} đến ${REPEATS.most}`}
      inputmode="numeric"
      size={4}
    />
    <Field
      {...fieldOf('gapSeconds', values, errors)}
      label="Nghỉ giữa hai lần, giây"
      hint={`Từ ${GAP.least} đến ${GAP.most}; trong lúc nghỉ loa im lặng`}
      inputmode="numeric"
      size={4}
    />
    <Radios
      {...fieldOf('tone', values, errors)}
      label="Tín hiệu báo động trước mỗi lần"
      options={[
        { value: 'co', label: 'Có, 3 giây', hint: 'Để người nghe dừng tay trước câu đầu tiên' },
        { value: 'khong', label: 'Không' },
      ]}
    />
    <Radios
      {...fieldOf('rank', values, errors)}
      label="Cấp"
      hint="Cấp cao hơn ngắt cấp thấp hơn; bằng hoặc thấp hơn thì chờ đến lượt"
      options={RANKS.map((rank) => ({ value: String(rank), label: rankWord(rank) }))}
    />
  </>
);

type FormProps = FieldsProps & { outputs: readonly Output[]; recording: Recording | undefined };

/** Before the confirmation; a GET, so that it can be gone back to. */
export const OrderPage = ({ values, errors, zones, outputs, recording }: FormProps) => (
  <form method="get" action={`${EMERGENCY_PATH}/lenh`} class="form">
    <PageHead title="Phát khẩn cấp: cách phát" lead="Chưa phát gì; trang sau nói rõ sẽ phát thế nào rồi mới xác nhận" />
    <ErrorSummary errors={errors} title="Chưa phát được, cần sửa:" />
    <input type="hidden" name="recordingId" value={textOf(values, 'recordingId')} />
    <Preview recording={recording} />
    <ReadOutFields values={values} errors={errors} zones={zones} />
    <Select
      {...fieldOf('outputId', values, errors)}
      label="Phát thật hay diễn tập"
      hint="Diễn tập chỉ nghe ở một đầu ra, nhật ký ghi là diễn tập"
      options={[
        { value: '', label: 'Phát thật' },
        ...outputs.map(({ id, name }) => ({ value: String(id), label: `Diễn tập ở đầu ra “${name}”` })),
      ]}
    />
    <FormEnd button="Tiếp tục" cancel={EMERGENCY_PATH}>
      Trang sau có nút phát.
    </FormEnd>
  </form>
);

export type ConfirmFacts = {
  readonly readOut: Pick<ReadOut, 'title' | 'zoneIds' | 'tone' | 'repeats' | 'gapMs' | 'rank'>;
  readonly recording: Recording;
  readonly zones: readonly Zone[];
  /** Of a drill. */
  readonly output: Output | undefined;
  /** What would be cut, by name and place. */
  readonly cut: readonly { readonly name: string; readonly place: string }[];
  /** Other emergencies that are heard, or wait, in some of these zones. */
  readonly others: readonly Emergency[];
  readonly isOpen: boolean;
};

/** What will happen, sentence by sentence. */
export function consequences({ readOut, recording, zones, output, cut, others, isOpen }: ConfirmFacts): string[] {
  const { title, zoneIds, rank } = readOut;
  const what = `“${title}” (${lengthInWords(framesToMs(recording.playoutFrames!))}), ${howWords(readOut)}`;
  if (output)
    return [
      `Diễn tập: phát ${what}, chỉ ở đầu ra “${output.name}”.`,
      'Các đầu ra khác không nghe thấy gì; nhật ký ghi là diễn tập.',
    ];
  const above = others.filter((other) => other.rank >= rank);
  const below = others.filter((other) => other.rank < rank);
  return [
    `${above.length > 0 ? 'Phát' : 'Phát ngay'} ra ${placesWords(zoneIds, zones)}: ${what}.`,
    ...above.map((other) => `“${other.title}” cấp ${other.rank} đang phát: lệnh này chờ đến lượt.`),
    ...below.map((other) => `Ngắt “${other.title}” cấp ${other.rank}; lần bị ngắt phát lại từ đầu sau đó.`),
    ...cut.map(
      ({ name, place }) => `Ngắt “${name}” đang phát ở ${place}; phát xong thì chương trình phát tiếp nếu còn giờ.`,
    ),
    ...(isOpen ? [] : ['Bây giờ ngoài khung giờ được phép: loa vẫn phát, và ghi lại tên người ra lệnh.']),
  ];
}

type ConfirmProps = ConfirmFacts & {
  readonly values: FormValues;
  readonly errors: FieldErrors;
  /** Chosen once for this page: pressed twice it is one order. */
  readonly orderKey: string;
  readonly edit: string;
};

const CARRIED = ['title', 'recordingId', 'repeats', 'gapSeconds', 'tone', 'rank', 'outputId'] as const;

export const ConfirmOrder = ({ values, errors, orderKey, edit, ...facts }: ConfirmProps) => {
  const { output, readOut, recording } = facts;
  const [first, ...rest] = consequences(facts);
  return (
    <form method="post" action={`${EMERGENCY_PATH}/lenh`} class="form confirm">
      <h1>{output ? 'Diễn tập phát khẩn cấp' : 'Phát khẩn cấp'}</h1>
      <ErrorSummary errors={errors} title="Chưa phát được, cần sửa:" />
      <div class="consequence">
        <Icon name="warning" />
        <div>
          <p>
            <strong>{first}</strong>
          </p>
          {rest.map((words) => (
            <p>{words}</p>
          ))}
        </div>
      </div>
      <input type="hidden" name="key" value={orderKey} />
      {CARRIED.map((name) => (
        <input type="hidden" name={name} value={textOf(values, name)} />
      ))}
      {readOut.zoneIds.map((id) => (
        <input type="hidden" name="zoneIds" value={id} />
      ))}
      <Preview recording={recording} />
      <Field
        {...fieldOf('commandedBy', values, errors)}
        label="Người ra lệnh"
        hint="Tên, chức vụ; ghi vào nhật ký"
        maxlength={160}
        autocomplete="off"
      />
      <Field
        {...fieldOf('reason', values, errors)}
        label="Lý do"
        hint="Ví dụ: Công điện số 05/CĐ-UBND"
        maxlength={300}
        autocomplete="off"
      />
      <div class="actions">
        <Button tone="danger" icon="horn">
          {output ? 'Bắt đầu diễn tập' : 'Phát khẩn cấp ngay'}
        </Button>
        <ButtonLink href={edit}>Sửa cách phát</ButtonLink>
        <ButtonLink href={EMERGENCY_PATH}>Không phát</ButtonLink>
      </div>
      {!output && <p class="hint">Lãnh đạo phê duyệt sau khi đã phát; người bấm và người ra lệnh được ghi tên.</p>}
    </form>
  );
};
