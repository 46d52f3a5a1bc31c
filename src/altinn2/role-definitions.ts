/**
 * Altinn 2's numbers of its roles and the lasting code of each, in production: those that Altinn 3
 * knows a role for. Other environments number them otherwise (Altinn/docs
 * content/api/rest/metadata); what is public of TT02 is few.
 */
export const productionRoles: Readonly<Record<string, string>> = numbered(
  '1 BOBEL 2 BOBES 3 LOPER 4 ADMAI 5 PRIUT 6 REGNA 7 REVAI 8 SISKD 10 UILUF 11 UTINN 12 UTOMR ' +
    '15 KLADM 82 PRIV 83 SELN 85 ATTST 86 HVASK 87 PAVAD 91 SIGNE 92 UIHTL 95 KOMAB 108 BOADM ' +
    '113 SREVA 114 FGRP 115 HFOR 116 HLSE 117 INNH 118 KDAT 119 KGRL 120 KIRK 121 KMOR 122 KOMP ' +
    '123 KONT 124 KTRF 125 LEDE 126 MEDL 127 NEST 128 OBS 129 OPMV 130 ORGL 131 POFE 132 POHV ' +
    '133 PROK 134 READ 135 AAFY 136 AVKL 137 BEDR 138 DTPR 139 DTSO 140 EIKM 141 FEMV 142 RFAD ' +
    '143 SAM 144 SIFE 145 SIGN 146 SIHV 147 UTBG 148 VARA 149 VIFE 150 MVAU 151 MVAG 152 KOMK ' +
    '153 KNUF 154 KEMN 155 FFØR 156 BEST 157 REGN 158 REPR 159 REVI 160 DAGL 161 BOBE ' +
    '2374 A0212 11522 PASIG 13612 A0236 13684 A0237 13685 A0241 13686 A0239 13687 A0240 ' +
    '13688 A0238 26458 STFT 26459 KENK 26460 KDEB 26461 HVAR 26462 HNST 26463 HMDL 26464 HLED ' +
    '26465 ESGR 26889 FUSJ 26890 FISJ 26891 ETDL 26892 ADOS 28088 A0278 28997 HADM 29486 A0282 ' +
    '30329 A0288 30330 A0286 30331 A0287 35232 A0293 35356 A0294 37500 APIADM 37501 APIADMNUF ' +
    '37502 A0298',
)

/** What recordings and documents of TT02 show; an operator adds those that are needed. */
export const testRoles: Readonly<Record<string, string>> = numbered(
  '130 SIGNE 131 UIHTL 134 KOMAB 195 DAGL 272 A0212 5576 PASIG 5603 A0236',
)

function numbered(pairs: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...pairs.matchAll(/(\d+) (\S+)/g)].map(([, id = '', code = '']) => [id, code]),
  )
}
