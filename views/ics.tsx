/** Lịch iCalendar: the links and the file of the schedule, the form that takes a file in, and what it would become. */
import type { Temporal } from 'temporal-polyfill';
import type { Answer } from '../src/core/clash-answers.ts';
import type { Plays, Programme, Zone } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { formatDate } from '../src/core/vietnamese.ts';
import {
  Button,
  ButtonLink,
  ConfirmForm,
  ErrorSummary,
  FormEnd,
  type FormValues,
  fieldOf,
  Group,
  type Option,
  optionsOf,
  PageHead,
  Select,
  StatusBadge,
  Table,
  type Tone,
  textOf,
} from './parts.tsx';
import { PLAYS } from './slots.tsx';

export const ICS_PATH = '/lich-phat/ics';

type LinkRow = {
  readonly id: number;
  readonly name: string;
  readonly address: string;
  readonly by: string;
  readonly on: Temporal.PlainDate;
};

type Props = {
  readonly links: readonly LinkRow[];
  readonly zones: readonly Zone[];
  readonly programmes: readonly Programme[];
  readonly errors: FieldErrors;
  readonly values: FormValues;
  readonly mayChange: boolean;
};

export const IcsPage = (props: Props) => (
  <>
    <PageHead
      title="Lịch iCalendar"
      lead="Xem lịch phát trong lịch của điện thoại, Google hay Outlook; chép lịch từ đài khác"
    />
    <ErrorSummary errors={props.errors} />
    <div class="ics">
      <Links {...props} />
      <Download {...props} />
      {props.mayChange && <Import {...props} />}
    </div>
  </>
);

const feeds = ({ zones, programmes }: Props): Option[] => [
  ...zones.map(({ id, name }) => ({ value: `vung:${id}`, label: `Vùng phát: ${name}` })),
  ...programmes.map(({ id, name }) => ({ value: `chuyen-muc:${id}`, label: name })),
];

const Links = (props: Props) => {
  const { links, errors, mayChange } = props;
  return (
    <section>
      <h2>Liên kết để theo dõi</h2>
      <p class="hint">
        Ai có liên kết thì xem được lịch, không cần đăng nhập: chỉ gửi cho người cần. Dán vào mục “Thêm lịch từ URL” của
        lịch điện thoại, Google hay Outlook; lịch tự cập nhật khi đài đổi.
      </p>
      {links.length > 0 && (
        <Table
          caption="Các liên kết đang dùng"
          stack
          head={
            <>
              <th scope="col">Lịch của</th>
              <th scope="col">Liên kết</th>
              <th scope="col">Người tạo</th>
              {mayChange && <th scope="col">Việc</th>}
            </>
          }
        >
          {links.map(({ id, name, address, by, on }) => (
            <tr>
              <td>{name}</td>
              <td class="address" data-label="Liên kết">
                <a href={address}>{address}</a>
              </td>
              <td data-label="Người tạo">
                {by}, {formatDate(on)}
              </td>
              {mayChange && (
                <td>
                  <a href={`${ICS_PATH}/lien-ket/${id}/thu-hoi`}>Thu{'\u00A0'}hồi…</a>
                </td>
              )}
            </tr>
          ))}
        </Table>
      )}
      {mayChange && (
        <form method="post" action={`${ICS_PATH}/lien-ket`} class="form">
          <Select name="of" label="Lịch của" options={feeds(props)} value="" error={errors.of} />
          <div class="actions">
            <Button icon="link">Tạo liên kết</Button>
          </div>
        </form>
      )}
    </section>
  );
};

const Download = (props: Props) => (
  <section>
    <h2>Tải tệp .ics</h2>
    <form method="get" action={`${ICS_PATH}/tai-ve`} class="form">
      <Select
        name="cua"
        label="Lấy lịch của"
        options={[{ value: '', label: 'Toàn bộ lịch phát' }, ...feeds(props)]}
        value=""
      />
      <label class="choice">
        <input type="checkbox" name="day-du" value="1" />
        <span>
          Kèm mọi thiết đặt của khung giờ
          <small>Để nhập vào một đài khác dùng phần mềm này; không gửi cho người ngoài</small>
        </span>
      </label>
      <div class="actions">
        <Button icon="download">Tải tệp</Button>
      </div>
    </form>
  </section>
);

const PLAYS_OPTIONS = (['notice', 'premiere', 'replay', 'relay'] satisfies Plays[]).map((value) => ({
  value,
  label: PLAYS[value].label,
}));
const ANSWER_LABELS: Readonly<Record<Answer, string>> = {
  keep: 'Giữ cả hai; đến giờ, cách bắt đầu và mức ưu tiên quyết định',
  truncate: 'Rút ngắn khung được nhập',
  'queue-after': 'Xếp khung được nhập sau khung đã có',
  split: 'Chia khung được nhập làm hai phần',
  replace: 'Thay thế: khung đã có không phát vào ngày trùng',
};
const ANSWER_OPTIONS = (Object.keys(ANSWER_LABELS) as Answer[]).map((value) => ({
  value,
  label: ANSWER_LABELS[value],
}));

const Import = ({ errors, values, zones, programmes }: Props) => (
  <section>
    <h2>Nhập khung giờ từ tệp .ics</h2>
    <form method="post" action={`${ICS_PATH}/xem-truoc`} enctype="multipart/form-data" class="form">
      <Group name="ics" label="Tệp lịch (.ics)" error={errors.ics}>
        <input type="file" name="file" accept=".ics,text/calendar" aria-label="Tệp lịch (.ics)" />
      </Group>
      <Select
        name="plays"
        label="Chương trình không ghi rõ thì là"
        options={PLAYS_OPTIONS}
        value={textOf(values, 'plays') || 'notice'}
        error={errors.plays}
      />
      <Select
        {...fieldOf('programmeId', values, errors)}
        label="Thuộc chuyên mục"
        options={[{ value: '', label: '— Không thuộc chuyên mục nào —' }, ...optionsOf(programmes)]}
      />
      {zones.length > 1 && (
        <Select {...fieldOf('zoneId', values, errors)} label="Phát ở đâu" options={optionsOf(zones)} />
      )}
      <FormEnd button="Xem trước">Chưa có gì thay đổi; bước sau cho xem từng khung giờ rồi mới nhập.</FormEnd>
    </form>
  </section>
);

// the preview ---------------------------------------------------------------------------------------------------------

type Line = {
  readonly event: { readonly title: string; readonly line: number; readonly changes: readonly unknown[] };
  readonly will: 'add' | 'change' | 'nothing' | 'refused';
  readonly words: string;
  readonly clash: string | undefined;
  readonly problem: string | undefined;
};

type ImportProps = {
  readonly plan: {
    readonly lines: readonly Line[];
    readonly refused: readonly {
      readonly name: string;
      readonly line: number;
      readonly title: string;
      readonly words: string;
    }[];
    readonly ignored: readonly { readonly name: string; readonly line: number }[];
  };
  readonly input: {
    readonly ics: string;
    readonly plays: string;
    readonly programmeId: string | null;
    readonly zoneId?: string | undefined;
    readonly answer: Answer;
  };
  readonly errors: FieldErrors;
};

const WILL: Readonly<Record<Line['will'], { readonly tone: Tone; readonly word: string }>> = {
  add: { tone: 'good', word: 'Thêm' },
  change: { tone: 'busy', word: 'Đổi' },
  nothing: { tone: 'quiet', word: 'Không đổi' },
  refused: { tone: 'bad', word: 'Không nhập được' },
};

export const ImportPage = ({ plan, input, errors }: ImportProps) => {
  const { lines, refused, ignored } = plan;
  const count = lines.filter(({ will }) => will === 'add' || will === 'change').length;
  const clashes = lines.some(({ clash }) => clash !== undefined);
  return (
    <>
      <PageHead
        title="Nhập lịch từ tệp"
        lead={`${lines.length + refused.length} chương trình trong tệp; nhập được ${count}`}
      >
        <ButtonLink href={ICS_PATH}>Chọn tệp khác</ButtonLink>
      </PageHead>
      <ErrorSummary errors={errors} title="Chưa nhập được gì:" />
      <Table
        caption="Sẽ thành khung giờ"
        stack
        head={
          <>
            <th scope="col">Chương trình</th>
            <th scope="col">Khi nào</th>
            <th scope="col">Sẽ</th>
          </>
        }
      >
        {lines.map(({ event, will, words, clash, problem }) => (
          <tr>
            <td>{event.title}</td>
            <td data-label="Khi nào">
              {words}
              {event.changes.length > 0 && <small>{event.changes.length} lượt có thay đổi riêng</small>}
              {clash && <small class="complaint">{clash}</small>}
              {problem && <small class="complaint">{problem}</small>}
            </td>
            <td data-label="Sẽ">
              <StatusBadge tone={WILL[will].tone}>{WILL[will].word}</StatusBadge>
            </td>
          </tr>
        ))}
        {refused.map(({ name, line, title, words }) => (
          <tr>
            <td>{title || name}</td>
            <td data-label="Khi nào">
              <small class="complaint">
                Dòng {line}, {name}: {words}
              </small>
            </td>
            <td data-label="Sẽ">
              <StatusBadge tone={WILL.refused.tone}>{WILL.refused.word}</StatusBadge>
            </td>
          </tr>
        ))}
      </Table>
      {ignored.length > 0 && (
        <p class="hint">
          Không dùng đến:{' '}
          {[...new Set(ignored.map(({ name, line }) => `${name} (dòng ${line})`))].slice(0, 12).join(', ')}.
        </p>
      )}
      {count > 0 && (
        <form method="post" action={`${ICS_PATH}/nhap`} enctype="multipart/form-data" class="form">
          <input type="hidden" name="ics" value={input.ics} />
          <input type="hidden" name="plays" value={input.plays} />
          <input type="hidden" name="programmeId" value={input.programmeId ?? ''} />
          <input type="hidden" name="zoneId" value={input.zoneId ?? ''} />
          {clashes && <Select name="answer" label="Chỗ trùng lịch thì" options={ANSWER_OPTIONS} value={input.answer} />}
          <FormEnd button={`Nhập ${count} khung giờ`} cancel={ICS_PATH}>
            Lịch phát đổi theo ngay. Khung không nhập được thì bỏ qua; những khung khác vẫn nhập.
          </FormEnd>
        </form>
      )}
    </>
  );
};

export const ConfirmLinkEnd = ({ id, name }: { id: number; name: string }) => (
  <ConfirmForm
    title="Thu hồi liên kết"
    consequence={`Lịch “${name}” trong điện thoại, Google, Outlook của những người đang theo dõi sẽ thôi cập nhật. Muốn dùng lại thì tạo liên kết mới.`}
    action={`${ICS_PATH}/lien-ket/${id}/thu-hoi`}
    button="Thu hồi liên kết"
    cancel={ICS_PATH}
  />
);
