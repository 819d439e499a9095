import { methodTexts as english } from '../en/methods.ts';
import type { Texts } from '../text-types.ts';

export const methodTexts: Texts['methods'] = {
  inversions: {
    ...english.inversions,
    'rnri-released': 'RNRI, wie veröffentlicht',
    'gradient-secant': 'Gradient und Sekante',
    anderson: 'Anderson-Mischung',
    aidi: 'Gemittelter Fixpunkt (AIDI)',
    'fixed-point': 'Fixpunkt',
    'iter-inv': 'Iterativer Abstieg (IterInv)',
  },
  editors: {
    ...english.editors,
    'no-control': 'Ohne Steuerung der Aufmerksamkeit',
    'rnri-released': 'RNRI, wie veröffentlicht',
    'inf-edit-controlled': 'InfEdit mit Steuerung der Aufmerksamkeit',
    'inf-edit-layout': 'InfEdit mit einer Zeile für die Anordnung',
    'masactrl-masked': 'MasaCtrl mit Masken',
  },
  editorHints: {
    'prompt-to-prompt': 'Neue Wörter sehen dorthin, wohin die des Fotos sahen, und der Rest des Fotos bleibt.',
    'no-control': 'Malt das Rauschen des Fotos mit den neuen Wörtern, und nichts hält die Anordnung.',
    'rnri-released':
      'Die Bearbeitung aus dem Programm zu RNRI: zwei von vier Schritten, gemerktes Rauschen, keine Steuerung.',
    'diff-edit': 'Malt nur dort, wo beide Sätze verschieden malen würden.',
    masactrl: 'Nimmt Texturen und Teile aus dem Foto und lässt Haltungen sich ändern.',
    'masactrl-masked': 'Dasselbe, das Ding aus dem Ding und die Umgebung aus der Umgebung.',
    'plug-and-play': 'Nimmt Merkmale und Selbstaufmerksamkeit aus dem Foto: seine Anordnung, in anderem Stoff.',
    sdedit: 'Legt Rauschen über das Foto und malt es mit den neuen Wörtern wieder weg.',
    'chord-edit': 'Verschiebt das Foto um den Unterschied beider Sätze: am schnellsten.',
    'turbo-edit': 'Gibt, was die Sätze unterscheidet, zu Rauschen hinzu, das für das Foto gezogen wurde.',
    'inf-edit': 'Malt beide Sätze aus demselben Rauschen, das bei jedem Schritt am Foto berichtigt wird.',
    'inf-edit-controlled': 'Dasselbe, und neue Wörter sehen dorthin, wohin die des Fotos sahen.',
    'inf-edit-layout': 'Dasselbe, und die Dinge des Fotos dürfen dabei ihre Haltung ändern.',
    'flow-edit': 'Folgt dem Unterschied beider Sätze von Schritt zu Schritt.',
  },
};
