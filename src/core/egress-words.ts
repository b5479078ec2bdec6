/** Why an address could not be asked (engine/egress.ts), and the words for it. */

export type EgressFailure = {
  readonly kind:
    | 'bad-address' // neither http nor https
    | 'not-allowed' // not public, and the settings do not allow it
    | 'too-many-redirects'
    | 'timeout'
    | 'unreachable'
    | 'too-large'
    | 'aborted';
  /** What the machine said, or the address that was refused. */
  readonly said: string;
};

export function egressWords({ kind, said }: EgressFailure): string {
  switch (kind) {
    case 'bad-address':
      return 'Địa chỉ không bắt đầu bằng http:// hoặc https://';
    case 'not-allowed':
      return `Địa chỉ nội bộ ${said} chưa được cho phép ở trang Cấu hình`;
    case 'too-many-redirects':
      return 'Máy chủ chuyển hướng quá nhiều lần';
    case 'timeout':
      return 'Máy chủ không trả lời kịp';
    case 'unreachable':
      return /ENOTFOUND|EAI_AGAIN/.test(said) ? 'Không tìm thấy máy chủ này' : `Không kết nối được (${said})`;
    case 'too-large':
      return 'Máy chủ gửi nhiều hơn mức cho phép';
    case 'aborted':
      return 'Đã thôi không đợi nữa';
    default:
      return kind satisfies never;
  }
}
