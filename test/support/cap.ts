/** A flash flood warning for Đăk Tô as a hydro-meteorological station would send it. */
export function aCap({
  msgType = 'Alert',
  status = 'Actual',
  sender = 'canhbao@kttv.gov.vn',
  identifier = 'KTTV-QNG-2025-0913',
  sent = '2025-09-10T06:00:00+07:00',
  severity = 'Severe',
  urgency = 'Immediate',
  expires = '2025-09-10T18:00:00+07:00',
  references = '',
  /** Before the information in Vietnamese. */
  before = '',
  headline = 'Cảnh báo lũ quét, sạt lở đất',
} = {}): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>${identifier}</identifier>
  <sender>${sender}</sender>
  <sent>${sent}</sent>
  <status>${status}</status>
  <msgType>${msgType}</msgType>
  <scope>Public</scope>
  ${references && `<references>${references}</references>`}
  ${before}
  <info>
    <language>vi-VN</language>
    <category>Met</category>
    <category>Geo</category>
    <event>Lũ quét</event>
    <responseType>Evacuate</responseType>
    <urgency>${urgency}</urgency>
    <severity>${severity}</severity>
    <certainty>Likely</certainty>
    ${expires && `<expires>${expires}</expires>`}
    <senderName>Đài Khí tượng thủy văn tỉnh Quảng Ngãi</senderName>
    <headline>${headline}</headline>
    <description>Mưa lớn 120 mm trong 6 giờ qua ở thượng nguồn.</description>
    <instruction>Bà con ven suối di chuyển ngay đến nơi cao.</instruction>
    <area><areaDesc>Xã Đăk Tô</areaDesc></area>
    <area><areaDesc>Xã Ngọk Tụ &amp; vùng ven suối</areaDesc></area>
  </info>
</alert>
`;
}
