/** One emergency: what was ordered, what each zone heard of it, and the word of a leader afterwards. Its message, its settings. */
import { approvalDue, type EmergencyMessage, isDrill, rankWord } from '../src/core/emergency.ts';
import type { Airing, Recording, Zone } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { SPEED } from '../src/core/speech.ts';
import { durationMs, type EpochMs, framesToMs } from '../src/core/time.ts';
import { formatDateTime, formatTime, lengthInWords, upperFirst } from '../src/core/vietnamese.ts';
import { type EmergencyLine, EndingBadge, VerdictBadge } from './emergencies.tsx';
import { EMERGENCY_PATH, howWords, Preview, placesWords, ReadOutFields } from './emergency-order.tsx';
import { OutcomeBadge } from './outcome.tsx';
import {
  ButtonLink,
  ConfirmForm,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  fieldOf,
  PageHead,
  Radios,
  Select,
  Table,
  TextArea,
  textOf,
} from './parts.tsx';

type Props = {
  readonly emergency: EmergencyLine;
  readonly airings: readonly { readonly airing: Airing; readonly repeat: number }[];
  readonly zones: readonly Zone[];
  readonly recording: Recording | undefined;
  readonly withinHours: number;
  /** Null: who looks at it may not judge it, or somebody has. */
  readonly judge: { readonly isOwn: boolean; readonly values: FormValues; readonly errors: FieldErrors } | null;
  readonly now: EpochMs;
  readonly zone: string;
};

export const EmergencyPage = (props: Props) => {
  const { emergency, airings, zones, recording, withinHours, judge, now, zone } = props;
  const facts: (readonly [string, unknown])[] = [
    ['Kết quả', <EndingBadge emergency={emergency} />],
    ['Nơi phát', isDrill(emergency) ? 'Một đầu ra (diễn tập)' : placesWords(emergency.zoneIds, zones)],
    ['Cách phát', upperFirst(howWords(emergency))],
    ...(emergency.rank === -1 ? [] : [['Cấp', rankWord(emergency.rank)] as const]),
    ['Người ra lệnh', emergency.commandedBy],
    ['Lý do', emergency.reason],
    ['Người bấm', `${emergency.orderedByName}, ${formatDateTime(emergency.orderedAt, zone, { seconds: true })}`],
    ...(emergency.answer ? [['Ghi chú', emergency.answer] as const] : []),
    ['Phê duyệt', <VerdictBadge emergency={emergency} withinHours={withinHours} now={now} zone={zone} />],
    ...(emergency.judgedAt !== null
      ? [['Duyệt lúc', formatDateTime(emergency.judgedAt, zone, { seconds: true })] as const]
      : []),
    ...(emergency.soleReason ? [['Một người vừa phát vừa duyệt', emergency.soleReason] as const] : []),
    ...(emergency.verdictNote ? [['Ý kiến', emergency.verdictNote] as const] : []),
  ];
  return (
    <>
      <PageHead title={emergency.title} lead={isDrill(emergency) ? 'Diễn tập phát khẩn cấp' : 'Phát khẩn cấp'}>
        <ButtonLink href={EMERGENCY_PATH} icon="left">
          Phát khẩn cấp
        </ButtonLink>
      </PageHead>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Preview recording={recording} />
      {airings.length > 0 && (
        <div class="heard">
          <Table
            caption="Những lần đã phát, theo vùng"
            stack
            head={
              <>
                <th scope="col">Lần</th>
                <th scope="col">Vùng</th>
                <th scope="col">Bắt đầu</th>
                <th scope="col">Đã phát</th>
                <th scope="col">Kết quả</th>
              </>
            }
          >
            {airings.map(({ airing, repeat }) => (
              <tr>
                <td class="figure" data-label="Lần">
                  {repeat}
                </td>
                <td data-label="Vùng">{placesWords([airing.zoneId], zones)}</td>
                <td class="figure" data-label="Bắt đầu">
                  <a href={`/nhat-ky/${airing.id}`}>{formatTime(airing.startedAt!, zone, { seconds: true })}</a>
                </td>
                <td class="figure" data-label="Đã phát">
                  {lengthInWords(durationMs(framesToMs(airing.playedFrames)))}
                </td>
                <td data-label="Kết quả">
                  <OutcomeBadge outcome={airing.outcome} />
                </td>
              </tr>
            ))}
          </Table>
        </div>
      )}
      {judge && approvalDue(emergency, withinHours) !== undefined && (
        <form method="post" action={`${EMERGENCY_PATH}/lan/${emergency.key}/y-kien`} class="form">
          <h2>Ý kiến của lãnh đạo</h2>
          <ErrorSummary errors={judge.errors} />
          <Radios
            name="verdict"
            label="Lần phát này"
            options={[
              { value: 'approved', label: 'Đồng ý' },
              { value: 'declined', label: 'Không đồng ý' },
            ]}
            value={textOf(judge.values, 'verdict') || 'approved'}
            error={judge.errors.verdict}
          />
          <TextArea
            name="note"
            label="Ghi chú"
            hint="Bắt buộc khi không đồng ý"
            value={textOf(judge.values, 'note')}
            error={judge.errors.note}
          />
          {judge.isOwn && (
            <TextArea
              name="soleReason"
              label="Vì sao một người vừa phát vừa duyệt"
              value={textOf(judge.values, 'soleReason')}
              error={judge.errors.soleReason}
            />
          )}
          <FormEnd button="Ghi ý kiến" cancel={EMERGENCY_PATH}>
            Ghi tên và giờ; sau đó không đổi được.
          </FormEnd>
        </form>
      )}
    </>
  );
};

type MessageProps = {
  readonly message: EmergencyMessage | undefined;
  readonly values: FormValues;
  readonly errors: FieldErrors;
  readonly zones: readonly Zone[];
  readonly recordings: readonly Recording[];
};

export const MessagePage = ({ message, values, errors, zones, recordings }: MessageProps) => (
  <form method="post" action={`${EMERGENCY_PATH}/ban-tin${message ? `/${message.id}` : ''}`} class="form">
    <PageHead
      title={message ? 'Sửa bản tin soạn sẵn' : 'Thêm bản tin soạn sẵn'}
      lead="Bộ phát giữ sẵn trong bộ nhớ và thử đọc mỗi lần khởi động"
    >
      {message && <ButtonLink href={`${EMERGENCY_PATH}/ban-tin/${message.id}/bo`}>Bỏ bản tin này…</ButtonLink>}
    </PageHead>
    <ErrorSummary errors={errors} />
    <Select
      {...fieldOf('recordingId', values, errors)}
      label="Âm thanh"
      hint="Tải lên ở Kho tư liệu, hoặc tạo bằng giọng đọc ở trang Phát khẩn cấp"
      options={[
        { value: '', label: 'Chọn âm thanh' },
        ...recordings.map(({ id, title, playoutFrames }) => ({
          value: String(id),
          label: `${title} (${lengthInWords(framesToMs(playoutFrames!))})`,
        })),
      ]}
    />
    <ReadOutFields values={values} errors={errors} zones={zones} />
    <FormEnd button="Lưu" cancel={EMERGENCY_PATH}>
      Chưa phát gì. Khi cần, bấm vào bản tin ở trang Phát khẩn cấp rồi xác nhận.
    </FormEnd>
  </form>
);

export const ConfirmMessageEnd = ({ message }: { message: EmergencyMessage }) => (
  <ConfirmForm
    title={`Bỏ bản tin “${message.title}”`}
    consequence="Bản tin không còn trong danh sách soạn sẵn. Âm thanh vẫn ở Kho tư liệu; những lần đã phát vẫn trong nhật ký."
    action={`${EMERGENCY_PATH}/ban-tin/${message.id}/bo`}
    button="Bỏ bản tin"
    cancel={EMERGENCY_PATH}
  />
);

export const EmergencySettingsPage = ({ values, errors }: { values: FormValues; errors: FieldErrors }) => (
  <form method="post" action={`${EMERGENCY_PATH}/cai-dat`} class="form">
    <PageHead title="Cài đặt phát khẩn cấp" />
    <ErrorSummary errors={errors} />
    <Field
      {...fieldOf('approveWithinHours', values, errors)}
      label="Lãnh đạo phê duyệt trong vòng, giờ"
      hint="Tính từ lúc ra lệnh; quá hạn thì trang Hôm nay nhắc"
      inputmode="numeric"
      size={4}
    />
    <Radios
      {...fieldOf('kind', values, errors)}
      label="Giọng đọc văn bản"
      options={[
        { value: 'espeak', label: 'Giọng có sẵn (espeak-ng)', hint: 'Không cần mạng; giọng máy, rõ chữ' },
        { value: 'command', label: 'Chương trình khác trên máy này' },
        { value: 'http', label: 'Dịch vụ giọng đọc qua HTTP' },
      ]}
    />
    <Field
      {...fieldOf('speed', values, errors)}
      label="Tốc độ của giọng có sẵn, từ mỗi phút"
      hint={`Từ ${SPEED.least} đến ${SPEED.most}; loa ngoài trời nên chậm, khoảng ${SPEED.usual}`}
      inputmode="numeric"
      size={4}
    />
    <Field
      {...fieldOf('command', values, errors)}
      label="Lệnh chạy chương trình"
      hint="Nhận văn bản ở stdin; {file} là tệp âm thanh phải ghi ra, không có {file} thì lấy từ stdout"
      autocomplete="off"
      spellcheck={false}
    />
    <Field
      {...fieldOf('url', values, errors)}
      label="Địa chỉ dịch vụ"
      hint="Nhận JSON có “text” và “language”, trả về tệp âm thanh. Địa chỉ nội bộ phải được cho phép ở Cấu hình."
      type="url"
      autocomplete="off"
    />
    <FormEnd button="Lưu" cancel={EMERGENCY_PATH}>
      Có hiệu lực cho lần đọc sau.
    </FormEnd>
  </form>
);
