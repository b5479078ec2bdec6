/** Đính chính: the right reading of a closed airing, beside what the playout wrote. */
import { asCorrected } from '../src/core/correction.ts';
import type { Airing } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { dayOf, framesToMs } from '../src/core/time.ts';
import { formatClock, formatDay } from '../src/core/vietnamese.ts';
import { OUTCOME_LIST, outcomeWord, REASON_LIST, reasonWord } from '../src/core/words.ts';
import { atOf, clock } from './log-parts.tsx';
import {
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  fieldOf,
  PageHead,
  Radios,
  Select,
  TextArea,
  TimeField,
} from './parts.tsx';

type CorrectionProps = { airing: Airing; values: FormValues; errors: FieldErrors; zone: string };

export const CorrectionPage = ({ airing, values, errors, zone }: CorrectionProps) => (
  <form method="post" action={`/nhat-ky/${airing.id}/dinh-chinh`} class="form">
    <PageHead
      title={`Đính chính: ${airing.title}`}
      lead={`Lượt phát số ${airing.id}, ${formatDay(dayOf(atOf(airing), zone))}. Điều máy ghi lúc phát không bị xóa: đính chính đứng bên cạnh, kèm tên người làm và lý do.`}
    />
    <ErrorSummary errors={errors} />
    <p class="hint">Nhật ký đang ghi: {readingWords(airing, zone)}.</p>
    <Radios
      {...fieldOf('outcome', values, errors)}
      label="Kết quả đúng"
      options={OUTCOME_LIST.filter((one) => one !== 'on-air').map((value) => ({ value, label: outcomeWord(value) }))}
    />
    <Select
      {...fieldOf('reason', values, errors)}
      label="Lý do"
      hint="Bỏ trống khi đã phát trọn, hoặc khi không lý do nào dưới đây đúng"
      options={[{ value: '', label: 'Không có' }, ...REASON_LIST.map((value) => ({ value, label: reasonWord(value) }))]}
    />
    <TimeField
      {...fieldOf('started', values, errors)}
      label="Bắt đầu thực tế"
      hint="Giờ, phút, giây, ví dụ 17:10:00; bỏ trống khi không phát"
    />
    <TimeField
      {...fieldOf('ended', values, errors)}
      label="Kết thúc thực tế"
      hint="Giờ, phút, giây, ví dụ 17:25:00; bỏ trống khi không phát"
    />
    <Field
      {...fieldOf('length', values, errors)}
      label="Thời lượng đã phát"
      hint="Phút và giây, ví dụ 15:00; bỏ trống khi không phát"
      size={8}
      autocomplete="off"
    />
    <TextArea
      {...fieldOf('why', values, errors)}
      label="Vì sao đính chính"
      hint="Ghi rõ căn cứ, ví dụ: Trưởng thôn Kon Tu Dốp báo loa không kêu từ 17:12, tăng âm bị ngắt cầu chì"
    />
    <FormEnd button="Đính chính" cancel={`/nhat-ky/${airing.id}`}>
      Từ nay tiến độ, báo cáo và các tệp xuất tính theo đính chính. Đính chính cũng nằm trong chuỗi niêm phong và không
      sửa được; nếu nhầm thì đính chính lần nữa.
    </FormEnd>
  </form>
);

function readingWords(airing: Airing, zone: string): string {
  const { outcome, reason, startedAt, endedAt, playedFrames } = asCorrected(airing);
  const times =
    startedAt === null
      ? ''
      : `, từ ${clock(startedAt, zone)} đến ${clock(endedAt, zone)}, phát ${formatClock(framesToMs(playedFrames))}`;
  return `${outcomeWord(outcome)}${reason === null ? '' : ` (${reasonWord(reason).toLowerCase()})`}${times}`;
}
