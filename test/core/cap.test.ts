/** CAP 1.2: what is read, what is refused and by which clause, and what no text can make the reader do. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capText, classOf, expiryOf, spokenInfo } from '../../src/core/bulletins.ts';
import { type CapAlert, parseCap } from '../../src/core/cap.ts';
import { alertWords, infoWords } from '../../src/core/cap-words.ts';
import { aCap } from '../support/cap.ts';

const read = (xml: string): CapAlert => {
  const alert = parseCap(xml);
  if (!alert.ok) throw new Error(JSON.stringify(alert.error));
  return alert.value;
};
const faults = (xml: string): string[] => {
  const alert = parseCap(xml);
  return alert.ok ? [] : alert.error.map(({ clause, words }) => [clause, words].filter(Boolean).join(' '));
};

describe('an alert', () => {
  test('is read whole', () => {
    const alert = read(aCap());
    expect(alert).toMatchObject({
      identifier: 'KTTV-QNG-2025-0913',
      sender: 'canhbao@kttv.gov.vn',
      sent: Date.parse('2025-09-10T06:00:00+07:00'),
      ...{ status: 'Actual', msgType: 'Alert', scope: 'Public', references: [] },
    });
    expect(alert.infos).toHaveLength(1);
    expect(spokenInfo(alert)).toMatchObject({
      ...{
        language: 'vi-VN',
        categories: ['Met', 'Geo'],
        urgency: 'Immediate',
        severity: 'Severe',
        certainty: 'Likely',
      },
      ...{ event: 'Lũ quét', responses: ['Evacuate'], areas: ['Xã Đăk Tô', 'Xã Ngọk Tụ & vùng ven suối'] },
      expires: Date.parse('2025-09-10T18:00:00+07:00'),
    });
  });

  test('with a prefix, a signature, comments and CDATA is the same', () => {
    const plain = read(aCap());
    const prefixed = aCap()
      .replace('<alert xmlns=', '<cap:alert xmlns:cap=')
      .replace(/<(\/?)(?!\?|!|\/?cap:)(\w+)>/g, '<$1cap:$2>')
      .replace(
        '</cap:alert>',
        '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/></Signature></cap:alert>',
      )
      .replace('Lũ quét</cap:event>', '<![CDATA[Lũ quét]]></cap:event><!-- & < -->');
    expect(read(prefixed)).toEqual(plain);
  });

  test('says what is to be read out, in Vietnamese if it has it', () => {
    expect(capText(read(aCap()))).toBe(
      'Cảnh báo lũ quét, sạt lở đất.\nMưa lớn 120 mm trong 6 giờ qua ở thượng nguồn.\nKhu vực: Xã Đăk Tô, Xã Ngọk Tụ & vùng ven suối.\nBà con ven suối di chuyển ngay đến nơi cao.',
    );
    const english =
      '<info><category>Met</category><event>Flood</event><urgency>Past</urgency><severity>Minor</severity><certainty>Observed</certainty></info>';
    expect(spokenInfo(read(aCap({ before: english })))?.event).toBe('Lũ quét');
  });

  test('has a class by what it says, and an end', () => {
    expect(classOf(read(aCap()))).toBe('emergency');
    expect(classOf(read(aCap({ severity: 'Moderate' })))).toBe('priority');
    expect(classOf(read(aCap({ severity: 'Minor', urgency: 'Future' })))).toBe('ordinary');
    expect(expiryOf(read(aCap()))).toBe(Date.parse('2025-09-10T18:00:00+07:00'));
    expect(expiryOf(read(aCap({ expires: '' })))).toBe(null);
  });

  test('is shown in words people read', () => {
    const alert = read(aCap());
    expect(alertWords(alert)).toContainEqual(['Tình trạng', 'Thật']);
    expect(infoWords(spokenInfo(alert)!)).toEqual(
      expect.arrayContaining([
        ['Lĩnh vực', 'Khí tượng, thủy văn; Địa chất, sạt lở, động đất'],
        ['Mức độ', 'Nghiêm trọng'],
        ['Việc cần làm', 'Sơ tán'],
      ]),
    );
  });

  test('that refers to an earlier one names it', () => {
    const update = read(
      aCap({ msgType: 'Update', references: 'canhbao@kttv.gov.vn,KTTV-QNG-2025-0912,2025-09-10T05:00:00+07:00' }),
    );
    expect(update.references).toEqual([
      {
        sender: 'canhbao@kttv.gov.vn',
        identifier: 'KTTV-QNG-2025-0912',
        sent: Date.parse('2025-09-10T05:00:00+07:00'),
      },
    ]);
  });
});

describe('what is not as the standard has it is refused by its clause', () => {
  test.each([
    ['no identifier', aCap().replace(/<identifier>.*<\/identifier>/, ''), '3.2.1 Thiếu <identifier>'],
    [
      'an identifier with a space',
      aCap().replace('KTTV-QNG-2025-0913', 'KTTV QNG'),
      '3.2.1 <identifier> không được có',
    ],
    ['no sender', aCap().replace(/<sender>.*<\/sender>/, ''), '3.2.1 Thiếu <sender>'],
    ['a moment with Z', aCap().replace('2025-09-10T06:00:00+07:00', '2025-09-09T23:00:00Z'), '3.3.2 <sent>'],
    ['a day that is none', aCap().replace('2025-09-10T06:00:00', '2025-02-31T06:00:00'), '3.3.2 <sent>'],
    ['a status of its own', aCap().replace('Actual', 'Real'), '3.2.1 <status> “Real” không có trong danh mục'],
    ['an update of nothing', aCap({ msgType: 'Update' }), '3.2.1 <msgType> là Update nên phải có <references>'],
    ['a reference that is none', aCap({ msgType: 'Cancel', references: 'abc' }), '3.2.1 <references> “abc”'],
    ['restricted to nobody', aCap().replace('Public', 'Restricted'), '3.2.1 <scope> là Restricted'],
    ['private to nobody', aCap().replace('Public', 'Private'), '3.2.1 <scope> là Private'],
    ['no category', aCap().replace(/<category>.*<\/category>/g, ''), '3.2.2 <info>: Thiếu <category>'],
    ['no event', aCap().replace(/<event>.*<\/event>/, ''), '3.2.2 <info>: Thiếu <event>'],
    ['a severity of its own', aCap({ severity: 'Huge' }), '3.2.2 <info>: <severity> “Huge”'],
    [
      'two urgencies',
      aCap().replace('<urgency>', '<urgency>Past</urgency><urgency>'),
      '3.2.2 <info>: <urgency> chỉ được có một',
    ],
    [
      'an area without a name',
      aCap().replace('<areaDesc>Xã Đăk Tô</areaDesc>', ''),
      '3.2.4 <info><area> thứ 1: Thiếu <areaDesc>',
    ],
    [
      'an open polygon',
      aCap().replace('<areaDesc>Xã Đăk Tô', '<polygon>1,2 3,4 5,6 7,8</polygon><areaDesc>Xã'),
      '3.2.4 <info><area> thứ 1: <polygon>',
    ],
    [
      'a circle without a radius',
      aCap().replace('<areaDesc>Xã Đăk Tô', '<circle>1,2</circle><areaDesc>Xã'),
      '3.2.4 <info><area> thứ 1: <circle>',
    ],
    [
      'a resource without a type',
      aCap().replace('<area>', '<resource><resourceDesc>Bản đồ</resourceDesc></resource><area>'),
      '3.2.3 <info><resource>: Thiếu <mimeType>',
    ],
    ['CAP 1.1', aCap().replace('cap:1.2', 'cap:1.1'), 'CAP 1.1'],
    ['another XML', '<rss version="2.0"><channel/></rss>', '3.2.1 Phần tử gốc phải là <alert>'],
  ])('%s', (_, xml, words) => expect(faults(xml).join('\n')).toContain(words));

  test('every fault at once', () => {
    const xml = aCap({ severity: 'Huge', urgency: 'Now' }).replace(/<identifier>.*<\/identifier>/, '');
    expect(faults(xml)).toHaveLength(3);
  });
});

describe('a hostile text', () => {
  const refused = (xml: string) => {
    const said = faults(xml);
    expect(said).toHaveLength(1);
    return said[0]!;
  };

  test('with an external entity is refused unread', () => {
    const xml = aCap()
      .replace('<alert', '<!DOCTYPE alert [<!ENTITY x SYSTEM "file:///etc/passwd">]><alert')
      .replace('Lũ quét<', '&x;<');
    expect(refused(xml)).toContain('DOCTYPE');
  });
  test('with entities that multiply is refused unexpanded', () => {
    const bombs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
    expect(refused(`<!DOCTYPE z [<!ENTITY l0 "ha">${bombs}]>${aCap()}`)).toContain('DOCTYPE');
  });
  test('with an external document type is refused', () => {
    expect(refused(aCap().replace('<alert', '<!DOCTYPE alert SYSTEM "http://127.0.0.1:1/x.dtd"><alert'))).toContain(
      'DOCTYPE',
    );
  });
  test('with an entity nobody declared is refused', () => {
    expect(refused(aCap().replace('Lũ quét<', '&secret;<'))).toContain('thực thể');
  });
  test('a hundred thousand levels deep is refused before the parser', () => {
    expect(refused('<alert>'.repeat(20_000))).toContain('12 tầng');
    expect(refused(aCap().replace('<area>', `${'<a>'.repeat(40)}${'</a>'.repeat(40)}<area>`))).toContain('12 tầng');
  });
  test.each(['<!--', '<![CDATA[', '<?', '<a "', "<a '", '&#1;', '<a/>', '<a b="">'])(
    'of nothing but %s is read in no time',
    (piece) => {
      // A reader that begins anew at each would be at it for hours.
      expect(parseCap(`<alert>${piece.repeat(150_000 / piece.length)}`).ok).toBe(false);
    },
  );
  test('longer than any alert is refused', () => {
    expect(refused(aCap().replace('Lũ quét<', `${'x'.repeat(300_000)}<`))).toContain('quá dài');
  });
  test.each([
    ['cut short', aCap().slice(0, 600)],
    ['empty', ''],
    ['no XML', 'Cảnh báo lũ quét'],
    ['two roots', `${aCap()}<alert/>`],
    ['zero bytes', `${aCap()}\0`],
    ['another encoding', aCap().replace('UTF-8', 'UTF-16')],
    ['JSON', '{"alert":{}}'],
  ])('that is %s is refused in words', (_, xml) => expect(refused(xml)).toMatch(/^Tệp/));

  test('that names what objects have changes no object', () => {
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      const alert = parseCap(aCap().replace('<area>', `<${name}><polluted>1</polluted></${name}><area>`));
      if (alert.ok) expect(alert.value.infos[0]!.event).toBe('Lũ quét');
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('of any shape ends in an alert or in words, never in an exception', () => {
    const whole = aCap();
    const piece = fc.constantFrom(
      '<',
      '>',
      '&',
      '&amp;',
      '<info>',
      '</alert>',
      '"',
      "'",
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '\u0000',
      'ạ',
      '<?x?>',
    );
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(60), piece, (at, cut, text) => {
        const read = parseCap(whole.slice(0, at) + text + whole.slice(at + cut));
        if (!read.ok) for (const { words } of read.error) expect(words.length).toBeGreaterThan(5);
      }),
      { numRuns: 400 },
    );
  });
});
