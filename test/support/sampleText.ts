/** What the documents of the sample workspace say, for the script that draws them and for the tests that look for it again. */
export const sampleText = {
	report: {
		title: 'Northgate Harbour Tide Report',
		summary:
			'Northgate Harbour measured 1,412 tides in the past year. The highest reached 4.87 metres above chart datum on 3 February; ' +
			'the lowest fell to 0.21 metres on 19 September. Both gauges worked on 363 of 365 days.',
		columns: [
			'The north gauge stands on the old ferry pier. It is read every six minutes by a float in a stilling well, ' +
				'and once a week by eye from the staff beside it. The two readings never differed by more than two centimetres.',
			'The south gauge is a radar above the fuel berth. It needs no well and sees every wave, so its readings are ' +
				'averaged over three minutes. Spray from winter storms hid the water from it on two days.',
		],
		recommendations: [
			'Replace the float cable of the north gauge before October.',
			'Raise the radar of the south gauge by half a metre.',
			'Publish the hourly readings on the harbour office website.',
		],
		monthsTitle: 'Highest Tide of Each Month',
		months: 'The winter storms lifted the tides of January, February and November well above four metres, as the chart shows.',
	},
	scan: {
		title: 'Northgate Harbour Office',
		paragraphs: [
			'14 March 2024',
			'Dear Mrs Hartley,',
			'Thank you for your letter about the mooring at berth seventeen. The harbour board met on Tuesday and agreed that ' +
				'your boat may stay there until the end of the season.',
			'Please keep the stern line clear of the ladder, because the pilot uses it at night. The fee for the summer is ' +
				'one hundred and twenty pounds, payable at this office before the first of May.',
			'We wish you fair winds and a dry summer.',
			'Yours sincerely,',
			'Thomas Whitlock, Harbour Master',
		],
	},
	notes: {
		title: 'Meeting Notes',
		paragraph:
			'The harbour board met in the old customs house. Five members were present and the minutes of the last meeting were approved.',
	},
} as const;
