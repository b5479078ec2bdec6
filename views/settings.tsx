/** The settings page and the pages of one output. */
import type { Output, OutputKind } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import {
  ActionButton,
  ButtonLink,
  ConfirmForm,
  EmptyState,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  Group,
  PageHead,
  Select,
  StatusBadge,
  Table,
  textOf,
  textsOf,
} from './parts.tsx';

/** Where anybody hears the built-in stream. */
const STREAM_PATH = '/live/main.mp3';

const KINDS: Readonly<Record<OutputKind, { label: string; words: string }>> = {
  stream: {
    label: 'Luồng nghe trực tiếp',
    words: 'Phát ngay từ chương trình này; trình duyệt, VLC và loa IP đều nghe được.',
  },
  icecast: { label: 'Máy chủ Icecast', words: 'Gửi âm thanh đến một máy chủ Icecast để nhiều người nghe.' },
  alsa: { label: 'Card âm thanh', words: 'Ra tăng âm, máy phát FM hoặc loa nối với máy này.' },
  file: { label: 'Ghi ra tệp', words: 'Ghi lại toàn bộ âm thanh đã phát vào một thư mục trên máy này.' },
};

export const SettingsPage = (props: { values: FormValues; errors: FieldErrors; outputs: readonly Output[] }) => (
  <>
    <PageHead title="Cấu hình">
      <ButtonLink href="/nguoi-dung" icon="person">
        Người dùng
      </ButtonLink>
    </PageHead>
    <div class="columns">
      <StationForm values={props.values} errors={props.errors} />
      <OutputList outputs={props.outputs} />
    </div>
  </>
);

const StationForm = ({ values, errors }: { values: FormValues; errors: FieldErrors }) => (
  <form method="post" action="/cau-hinh" class="form">
    <h2>Đài và giờ phát</h2>
    <ErrorSummary errors={errors} />
    <Field
      name="stationName"
      label="Tên đài"
      value={textOf(values, 'stationName')}
      hint="Hiện ở đầu mỗi trang và trên các văn bản"
      error={errors.stationName}
    />
    <Field name="agencyName" label="Cơ quan" value={textOf(values, 'agencyName')} error={errors.agencyName} />
    <Group
      name="hours"
      label="Khung giờ được phép phát"
      hint="Giờ kiểu 24 giờ, ví dụ 17:00 hoặc 17h. Xóa trống một dòng để bỏ khung đó. Ngoài các khung này loa không phát gì."
      error={errors.hours}
    >
      {[...textsOf(values, 'from'), ''].map((from, row) => (
        <div class="window">
          <label for={`from-${row}`}>
            <span class="unseen">{`Khung ${row + 1}: `}</span>Từ
          </label>
          <input id={`from-${row}`} name="from" value={from} size={8} class="sized" autocomplete="off" />
          <label for={`until-${row}`}>
            <span class="unseen">{`Khung ${row + 1}: `}</span>đến
          </label>
          <input
            id={`until-${row}`}
            name="until"
            value={textsOf(values, 'until')[row] ?? ''}
            size={8}
            class="sized"
            autocomplete="off"
          />
        </div>
      ))}
    </Group>
    <FormEnd button="Lưu">Có hiệu lực ngay, kể cả với nội dung đang phát.</FormEnd>
  </form>
);

const OutputList = ({ outputs }: { outputs: readonly Output[] }) => (
  <section id="dau-ra">
    <h2>Đầu ra âm thanh</h2>
    {outputs.length === 0 ? (
      <EmptyState
        title="Chưa có đầu ra nào"
        action={
          <ButtonLink href="/cau-hinh/dau-ra/them" tone="main" icon="plus">
            Thêm đầu ra
          </ButtonLink>
        }
      >
        Đầu ra là nơi âm thanh đến: luồng nghe trực tiếp, máy chủ Icecast, card âm thanh hoặc tệp.
      </EmptyState>
    ) : (
      <>
        <Table caption="Đầu ra âm thanh" head={<OutputHead />}>
          {outputs.map((output) => (
            <OutputRow output={output} />
          ))}
        </Table>
        <div class="actions">
          <ButtonLink href="/cau-hinh/dau-ra/them" icon="plus">
            Thêm đầu ra
          </ButtonLink>
        </div>
      </>
    )}
  </section>
);

const OutputHead = () => (
  <>
    <th scope="col">Đầu ra</th>
    <th scope="col">Trạng thái</th>
    <th scope="col">
      <span class="unseen">Việc</span>
    </th>
  </>
);

const OutputRow = ({ output }: { output: Output }) => (
  <tr>
    <td>
      <a href={`/cau-hinh/dau-ra/${output.id}`}>{output.name}</a>
      <small>{`${KINDS[output.kind].label} · ${output.kind === 'stream' ? STREAM_PATH : output.target}`}</small>
    </td>
    <td>{output.enabled ? <StatusBadge tone="good">Bật</StatusBadge> : <StatusBadge tone="quiet">Tắt</StatusBadge>}</td>
    <td class="row-actions">
      {output.enabled ? (
        <ButtonLink tone="plain" href={`/cau-hinh/dau-ra/${output.id}/tat`}>
          Tắt
        </ButtonLink>
      ) : (
        <ActionButton tone="plain" action={`/cau-hinh/dau-ra/${output.id}/bat`}>
          Bật
        </ActionButton>
      )}
    </td>
  </tr>
);

export const OutputKindPage = ({ kinds }: { kinds: readonly OutputKind[] }) => (
  <div class="form">
    <PageHead title="Thêm đầu ra" lead="Âm thanh sẽ đến đâu?" />
    <ul class="choices">
      {kinds.map((kind) => (
        <li>
          <a href={`/cau-hinh/dau-ra/them?kind=${kind}`}>
            {KINDS[kind].label}
            <small>{KINDS[kind].words}</small>
          </a>
        </li>
      ))}
    </ul>
    <ButtonLink href="/cau-hinh#dau-ra">Quay lại</ButtonLink>
  </div>
);

const TARGET_LABELS = {
  icecast: { label: 'Máy chủ và điểm gắn', hint: 'máy chủ:cổng/điểm-gắn, ví dụ icecast.example.vn:8000/dakto.mp3' },
  alsa: { label: 'Thiết bị ALSA', hint: 'Ví dụ default, hoặc plughw:CARD=Device (xem bằng lệnh aplay -L)' },
  file: { label: 'Thư mục', hint: 'Đường dẫn đầy đủ trên máy chủ; mỗi lần chạy ghi một tệp MP3' },
} as const;

const BITRATES = [64, 96, 128, 192, 256].map((n) => ({ value: String(n), label: `${n} kbit/s` }));
const CHANNELS = [
  { value: '1', label: 'Một kênh (mono), đủ cho loa truyền thanh' },
  { value: '2', label: 'Hai kênh (stereo)' },
];

type OutputPageProps = {
  kind: OutputKind;
  action: string;
  values: FormValues;
  errors: FieldErrors;
  /** Of an output that exists already. */
  id?: number;
};

export const OutputPage = ({ kind, action, values, errors, id }: OutputPageProps) => (
  <form method="post" action={action} class="form">
    <PageHead
      title={
        id === undefined ? `Thêm ${KINDS[kind].label.replace(/^./, (first) => first.toLowerCase())}` : KINDS[kind].label
      }
      lead={KINDS[kind].words}
    >
      {id !== undefined && (
        <ButtonLink href={`/cau-hinh/dau-ra/${id}/xoa`} tone="danger">
          Xóa…
        </ButtonLink>
      )}
    </PageHead>
    <ErrorSummary errors={errors} />
    <input type="hidden" name="kind" value={kind} />
    <Field name="name" label="Tên gọi" value={textOf(values, 'name')} error={errors.name} />
    {kind !== 'stream' && (
      <Field
        name="target"
        {...TARGET_LABELS[kind]}
        value={textOf(values, 'target')}
        spellcheck={false}
        error={errors.target}
      />
    )}
    {kind === 'icecast' && (
      <Field
        name="secret"
        label="Mật khẩu nguồn"
        type="password"
        autocomplete="off"
        hint={
          id === undefined ? 'source-password của máy chủ' : 'Để trống nếu không đổi; mật khẩu đã lưu không hiện lại'
        }
        error={errors.secret}
      />
    )}
    {kind !== 'alsa' && (
      <>
        <Select
          name="bitrate"
          label="Tốc độ bit"
          options={BITRATES}
          value={textOf(values, 'bitrate')}
          error={errors.bitrate}
        />
        <Select
          name="channels"
          label="Số kênh"
          options={CHANNELS}
          value={textOf(values, 'channels')}
          error={errors.channels}
        />
      </>
    )}
    <FormEnd button="Lưu" cancel="/cau-hinh#dau-ra">
      {id === undefined
        ? 'Đầu ra mở ngay khi lưu.'
        : 'Đầu ra này ngắt và mở lại ngay khi lưu; các đầu ra khác không bị ảnh hưởng.'}
    </FormEnd>
  </form>
);

export const ConfirmOutputOff = ({ output }: { output: Output }) => (
  <ConfirmForm
    title={`Tắt đầu ra “${output.name}”`}
    consequence="Âm thanh ở đầu ra này ngắt ngay, kể cả khi đang phát. Các đầu ra khác vẫn phát. Có thể bật lại bất cứ lúc nào."
    action={`/cau-hinh/dau-ra/${output.id}/tat`}
    button="Tắt đầu ra"
    cancel="/cau-hinh#dau-ra"
  />
);

export const ConfirmOutputRemoval = ({ output }: { output: Output }) => (
  <ConfirmForm
    title={`Xóa đầu ra “${output.name}”`}
    consequence="Âm thanh ở đầu ra này ngắt ngay và cấu hình của nó mất hẳn, gồm cả mật khẩu đã lưu. Nhật ký phát thanh không đổi."
    action={`/cau-hinh/dau-ra/${output.id}/xoa`}
    button="Xóa đầu ra"
    cancel="/cau-hinh#dau-ra"
  />
);
