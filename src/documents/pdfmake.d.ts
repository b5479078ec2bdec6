/**
 * The part of pdfmake that pdf-parts.ts and its users use (pdfmake.github.io/docs/0.3). @types/pdfmake brings the DOM's types into
 * the whole program, where they contradict Node's streams.
 */
declare module 'pdfmake' {
  export type Alignment = 'left' | 'center' | 'right' | 'justify';
  /** Left, top, right, bottom, in points. */
  export type Margins = [number, number, number, number];

  type Look = {
    alignment?: Alignment;
    bold?: boolean;
    italics?: boolean;
    fontSize?: number;
    lineHeight?: number;
    leadingIndent?: number;
    margin?: Margins;
    headlineLevel?: number;
    unbreakable?: boolean;
  };

  export type Content =
    | (Look & { text: string })
    | (Look & { stack: Content[] })
    | (Look & { canvas: { type: 'line'; x1: number; y1: number; x2: number; y2: number; lineWidth: number }[] })
    | (Look & { qr: string; eccLevel: 'M'; fit: number })
    | (Look & { svg: string; width: number })
    | (Look & { table: Table; layout: Layout });

  export type TableCell =
    | (Look & { text: string; verticalAlignment?: 'top' | 'middle'; colSpan?: number })
    | { stack: Content[] };
  type Table = {
    widths: number[];
    body: TableCell[][];
    headerRows?: number;
    keepWithHeaderRows?: number;
    dontBreakRows?: boolean;
  };
  type Layout = {
    defaultBorder?: boolean;
    hLineWidth?: () => number;
    vLineWidth?: () => number;
    paddingLeft: () => number;
    paddingRight: () => number;
    paddingTop: () => number;
    paddingBottom: () => number;
  };

  /** What stands in the top margin of a page; pages count from 1 through the whole document, of `pages`. */
  export type PageHeader = (page: number, pages: number) => (Look & { text: string }) | null;
  export type Section = { section: Content[]; pageOrientation: 'portrait' | 'landscape'; header: PageHeader };

  type Node = { readonly headlineLevel?: number; readonly startPosition: { readonly verticalRatio: number } };
  type Definition = {
    info: { title: string; author: string };
    language: string;
    pageSize: 'A4';
    pageMargins: Margins;
    defaultStyle: { font: string; fontSize: number; lineHeight: number };
    content: Section[];
    pageBreakBefore: (node: Node, around: { getFollowingNodesOnPage(): Node[] }) => boolean;
  };

  const pdfmake: {
    setFonts(fonts: Record<string, Record<'normal' | 'bold' | 'italics' | 'bolditalics', string>>): void;
    setUrlAccessPolicy(allows: (url: string) => boolean): void;
    setLocalAccessPolicy(allows: (path: string) => boolean): void;
    createPdf(definition: Definition): { getBuffer(): Promise<Buffer> };
  };
  export default pdfmake;
}
