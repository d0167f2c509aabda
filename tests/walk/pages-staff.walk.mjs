// pages-staff.walk.mjs: every page of each role of the staff.
import {CLINICS, every} from './lib/every.mjs';

export default (ctx) => every('pages-staff', ctx, (who) => !CLINICS.includes(who));
