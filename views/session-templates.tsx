/** Mẫu buổi phát: the list, one template with its items in order, and the form of an item. */
import type { Temporal } from 'temporal-polyfill';
import { ITEM_PLAYS, type Programme, type SessionItem, type SessionTemplate } from '../src/core/model.ts';
import type { FieldErrors } from '../src/core/result.ts';
import { lengthInWords } from '../src/core/vietnamese.ts';
import { Icon } from './icons.tsx';
import {
  ActionButton,
  ButtonLink,
  ConfirmForm,
  EmptyState,
  ErrorSummary,
  Field,
  FormEnd,
  type FormValues,
  fieldOf,
  type Option,
  optionsOf,
  PageHead,
  Radios,
  Select,
  StatusBadge,
  Table,
} from './parts.tsx';
import { ScheduleTabs } from './schedule-tabs.tsx';

const PATH = '/mau-buoi';

const PLAYS: Readonly<Record<SessionItem['plays'], { label: string; hint: string }>> = {
  recording: { label: 'Một tệp cố định', hint: 'Nhạc hiệu, lời chào, nhạc kết' },
  premiere: { label: 'Phát mới', hint: 'Số kế tiếp của chuyên mục, đã duyệt và chưa phát' },
  replay: { label: 'Phát lại', hint: 'Số vừa phát gần nhất của chuyên mục' },
  notice: { label: 'Thông báo', hint: 'Chỗ dành cho thông báo; tệp của từng ngày chọn ở lịch phát' },
  relay: { label: 'Tiếp sóng', hint: 'Đài cấp trên' },
  filler: { label: 'Nhạc lấp chỗ', hint: 'Nhạc nền của đài, đến mục có giờ riêng kế tiếp hoặc hết buổi' },
};

type ListProps = {
  readonly rows: readonly { readonly template: SessionTemplate; readonly slots: readonly string[] }[];
  readonly archived: boolean;
  readonly today: Temporal.PlainDate;
  readonly mayChange: boolean;
};

export const TemplatesPage = ({ rows, archived, today, mayChange }: ListProps) => (
  <>
    <ScheduleTabs here="slots" day={today} />
    <PageHead
      title={archived ? 'Mẫu buổi phát đã lưu trữ' : 'Mẫu buổi phát'}
      lead="Nhạc hiệu, lời chào, chuyên mục, thông báo, nhạc kết: mỗi mẫu là một buổi phát như vẫn làm"
    >
      {archived ? (
        <ButtonLink href={PATH}>Đang dùng</ButtonLink>
      ) : (
        <ButtonLink href={`${PATH}?luu-tru`} icon="archive">
          Đã lưu trữ
        </ButtonLink>
      )}
      {mayChange && (
        <ButtonLink href={`${PATH}/them`} tone="main" icon="plus">
          Thêm mẫu
        </ButtonLink>
      )}
    </PageHead>
    {rows.length === 0 ? (
      <EmptyState
        title={archived ? 'Chưa lưu trữ mẫu nào' : 'Chưa có mẫu buổi phát nào'}
        action={
          mayChange &&
          !archived && (
            <ButtonLink href={`${PATH}/them`} tone="main" icon="plus">
              Thêm mẫu
            </ButtonLink>
          )
        }
      >
        Soạn một lần thứ tự các mục của buổi phát, rồi cho một hay nhiều khung giờ phát theo mẫu. Các mục nối nhau theo
        độ dài thật của âm thanh.
      </EmptyState>
    ) : (
      <ul class="rows templates">
        {rows.map(({ template, slots }) => (
          <li>
            <div>
              <a href={`${PATH}/${template.id}`}>
                <strong>{template.title}</strong>
              </a>
              <small>{template.items.map(({ title }) => title).join(' · ') || 'Chưa có mục nào'}</small>
              <small>{slots.length > 0 ? `Dùng ở: ${slots.join(', ')}` : 'Chưa khung giờ nào dùng'}</small>
            </div>
          </li>
        ))}
      </ul>
    )}
  </>
);

type NewProps = { readonly values: FormValues; readonly errors: FieldErrors };

export const NewTemplatePage = ({ values, errors }: NewProps) => (
  <form method="post" action={PATH} class="form">
    <PageHead title="Thêm mẫu buổi phát" />
    <ErrorSummary errors={errors} />
    <TitleField values={values} errors={errors} />
    <FormEnd button="Tạo mẫu" cancel={PATH}>
      Bước sau thêm các mục theo thứ tự phát.
    </FormEnd>
  </form>
);

const TitleField = ({ values, errors }: NewProps) => (
  <Field {...fieldOf('title', values, errors)} label="Tên mẫu" hint="Ví dụ “Buổi chiều ngày thường”" maxlength={120} />
);

type TemplateProps = {
  readonly template: SessionTemplate;
  readonly errors: FieldErrors;
  /** The name of its programme or recording. */
  readonly sourceOf: (item: SessionItem) => string | undefined;
  readonly mayChange: boolean;
};

export const TemplatePage = ({ template, errors, sourceOf, mayChange }: TemplateProps) => {
  const path = `${PATH}/${template.id}`;
  const { items } = template;
  return (
    <>
      <PageHead title={template.title} lead={`Mẫu buổi phát, ${items.length} mục`}>
        <ButtonLink href={PATH} icon="left">
          Các mẫu
        </ButtonLink>
        {template.archivedAt !== null ? (
          <>
            <StatusBadge tone="quiet" icon="archive">
              Đã lưu trữ
            </StatusBadge>
            {mayChange && <ActionButton action={`${path}/khoi-phuc`}>Khôi phục</ActionButton>}
          </>
        ) : (
          mayChange && (
            <>
              <ButtonLink href={`${path}/luu-tru`} icon="archive">
                Lưu trữ…
              </ButtonLink>
              <ButtonLink href={`${path}/muc/them`} tone="main" icon="plus">
                Thêm mục
              </ButtonLink>
            </>
          )
        )}
      </PageHead>
      <ErrorSummary errors={errors} />
      {items.length === 0 ? (
        <EmptyState
          title="Mẫu này chưa có mục nào"
          action={
            mayChange && (
              <ButtonLink href={`${path}/muc/them`} icon="plus">
                Thêm mục đầu tiên
              </ButtonLink>
            )
          }
        >
          Thường là: nhạc hiệu, lời chào, chuyên mục phát mới, thông báo, nhạc kết.
        </EmptyState>
      ) : (
        <Table
          caption="Các mục theo thứ tự phát"
          stack
          head={
            <>
              <th scope="col">Thứ tự</th>
              <th scope="col">Mục</th>
              <th scope="col">Phát gì</th>
              <th scope="col">Giờ và thời lượng</th>
              {mayChange && (
                <th scope="col" class="row-actions">
                  <span class="unseen">Thay đổi</span>
                </th>
              )}
            </>
          }
        >
          {items.map((item, i) => (
            <tr id={`muc-${item.key}`}>
              <td class="figure">{i + 1}</td>
              <td class="what">
                <span class="title">{item.title}</span>
              </td>
              <td data-label="Phát gì">
                {PLAYS[item.plays].label}
                <small>{sourceOf(item)}</small>
              </td>
              <td data-label="Giờ và thời lượng">
                {item.afterMs === null
                  ? i === 0
                    ? 'Đầu buổi'
                    : 'Nối tiếp'
                  : item.afterMs === 0
                    ? 'Đúng giờ bắt đầu'
                    : `Đúng ${lengthInWords(item.afterMs)} sau giờ bắt đầu`}
                {item.mostMs !== null && (
                  <small>
                    {item.plays === 'relay' ? 'dài' : 'dài nhất'} {lengthInWords(item.mostMs)}
                  </small>
                )}
              </td>
              {mayChange && (
                <td class="row-actions">
                  <OrderForm
                    action={`${path}/muc/${item.key}/thu-tu`}
                    title={item.title}
                    isFirst={i === 0}
                    isLast={i === items.length - 1}
                  />
                  <a href={`${path}/muc/${item.key}`}>
                    Sửa<span class="unseen"> mục {item.title}</span>
                  </a>
                  <ActionButton tone="plain" action={`${path}/muc/${item.key}/bo`}>
                    Bỏ<span class="unseen"> mục {item.title}</span>
                  </ActionButton>
                </td>
              )}
            </tr>
          ))}
        </Table>
      )}
      {mayChange && (
        <details class="more">
          <summary>Đổi tên mẫu</summary>
          <form method="post" action={path} class="form">
            <TitleField values={{ title: template.title }} errors={errors} />
            <FormEnd button="Lưu tên" />
          </form>
        </details>
      )}
    </>
  );
};

const OrderForm = (props: { action: string; title: string; isFirst: boolean; isLast: boolean }) => (
  <form method="post" action={props.action} class="order">
    {!props.isFirst && (
      <button type="submit" name="sang" value="len" class="icon-button">
        <Icon name="up" />
        <span class="unseen">Lên: {props.title}</span>
      </button>
    )}
    {!props.isLast && (
      <button type="submit" name="sang" value="xuong" class="icon-button">
        <Icon name="down" />
        <span class="unseen">Xuống: {props.title}</span>
      </button>
    )}
  </form>
);

type ItemProps = {
  readonly template: SessionTemplate;
  readonly item: SessionItem | undefined;
  readonly values: FormValues;
  readonly errors: FieldErrors;
  readonly programmes: readonly Programme[];
  readonly recordings: readonly Option[];
};

export const ItemPage = ({ template, item, values, errors, programmes, recordings }: ItemProps) => {
  const path = `${PATH}/${template.id}`;
  return (
    <form method="post" action={item ? `${path}/muc/${item.key}` : `${path}/muc`} class="form item-form">
      <PageHead title={item ? `Mục “${item.title}”` : 'Thêm mục'} lead={`Mẫu “${template.title}”`} />
      <ErrorSummary errors={errors} />
      <Field {...fieldOf('title', values, errors)} label="Tên mục" maxlength={120} />
      <Radios
        {...fieldOf('plays', values, errors)}
        label="Phát gì"
        options={ITEM_PLAYS.map((value) => ({ value, ...PLAYS[value] }))}
      />
      <div class="asks premiere replay">
        <Select
          {...fieldOf('programmeId', values, errors)}
          label="Chuyên mục"
          options={[{ value: '', label: '— Chọn chuyên mục —' }, ...optionsOf(programmes)]}
        />
      </div>
      <div class="asks recording notice">
        <Select
          {...fieldOf('recordingId', values, errors)}
          label="Tệp âm thanh"
          hint="Các tệp đã kiểm tra xong trong kho tư liệu, mới nhất ở trên"
          options={[{ value: '', label: '— Chọn tệp —' }, ...recordings]}
        />
      </div>
      <div class="asks relay">
        <Field
          {...fieldOf('relayUrl', values, errors)}
          label="Địa chỉ luồng của đài cấp trên"
          type="url"
          inputmode="url"
        />
      </div>
      <div class="asks recording premiere replay notice relay">
        <Field
          {...fieldOf('most', values, errors)}
          label="Dài nhất (phút)"
          size={8}
          autocomplete="off"
          hint="Để trống: phát hết tệp. Ví dụ 15 hoặc 1:30; dài hơn thì bị cắt. Tiếp sóng phải ghi"
        />
      </div>
      <Field
        {...fieldOf('after', values, errors)}
        label="Giờ riêng: phút thứ mấy của buổi"
        size={8}
        autocomplete="off"
        hint="Để trống: nối tiếp mục trước. Ví dụ 30: đúng 30 phút sau giờ bắt đầu, ngắt mục đang phát nếu còn"
      />
      <FormEnd button="Lưu mục" cancel={path}>
        Các buổi chưa bắt đầu đổi theo ngay. Những gì đã phát giữ nguyên.
      </FormEnd>
    </form>
  );
};

export const ConfirmTemplateEnd = ({ template }: { template: SessionTemplate }) => (
  <ConfirmForm
    title={`Lưu trữ mẫu “${template.title}”`}
    consequence="Khung giờ không chọn được mẫu này nữa. Khôi phục được ở danh sách đã lưu trữ."
    action={`${PATH}/${template.id}/luu-tru`}
    button="Lưu trữ mẫu này"
    cancel={`${PATH}/${template.id}`}
  />
);
