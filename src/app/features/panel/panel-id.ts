/** By which its button names the panel. */
export const PANEL_ID = 'side-panel';
