// pages.walk.mjs: every page of the public and of institutions.
import {CLINICS, every} from './lib/every.mjs';

export default (ctx) => every('pages', ctx, (who) => CLINICS.includes(who));
